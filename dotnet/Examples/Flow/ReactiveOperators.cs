using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Parallax.Examples.Flow;

/// <summary>Treats events as they come: keeps some, and waits until they settle.</summary>
/// <remarks>
/// <para>
/// An observer has three calls: one for a value, one for the end of the source, one for its failure. Rx, the package
/// <c>System.Reactive</c>, brings the operators, in the style of LINQ; older code has it as <c>Rx-Main</c>.
/// <c>Throttle</c> waits for a pause: it hands a value on when no other has come for a while, and when the source
/// ends. (Others call that debounce.) A failure ends all; what still waits is lost.
/// </para>
/// <para>
/// Time is virtual: the scheduler's clock jumps from one appointment to the next, so nobody waits, and every run is
/// the same. Whoever has all events in a list already needs none of this, and looks ahead instead.
/// </para>
/// </remarks>
public static class ReactiveOperators
{
    public sealed record Event(string Name, int AfterMs);

    public sealed record Parameters(
        string Variant, Event[] Events, string Unwanted, int QuietMs, int RestMs, bool Fails);

    public sealed record Settled(string Name, int At);

    public sealed record Output(string[] Kept, Settled[] Settled, string? Error);

    /// <summary>The source's own error.</summary>
    private sealed class Failed : Exception;

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var names = state.Events.Select(one => one.Name).ToArray();
        var now = 0;
        var times = state.Events.Select(one => now += one.AfterMs).ToArray();
        return state.Variant == "by-hand" ? ByHand(names, times, state) : Operators(names, times, state, trace);
    }

    // From a list, afterwards: whether an event settled is seen by looking at the next one.
    private static Output ByHand(string[] names, int[] times, Parameters state)
    {
        var kept = names.Where(name => name != state.Unwanted).ToArray();
        var end = times[^1] + state.RestMs;
        var settled = new List<Settled>();
        foreach (var ((name, at), following) in names.Zip(times).Zip(times.Skip(1).Append(end)))
        {
            if (at + state.QuietMs < following)
            {
                settled.Add(new Settled(name, at + state.QuietMs));
            }
        }

        if (times[^1] + state.QuietMs >= end && !state.Fails)
        {
            settled.Add(new Settled(names[^1], end));
        }

        return new Output(kept, [.. settled], state.Fails ? "user" : null);
    }

    private static Output Operators(string[] names, int[] times, Parameters state, ITrace trace)
    {
        var (kept, settled) = (new List<string>(), new List<Settled>());
        string? error = null;
        // [step: set the clock]
        var clock = new HistoricalScheduler();
        var start = clock.Now;

        void Settle(string name)
        {
            trace.Event("step", item: $"{name} settled");
            settled.Add(new Settled(name, (int)(clock.Now - start).TotalMilliseconds));
        }

        void Fail(Exception failed) => error = failed is Failed ? "user" : failed.Message;

        // [step: listen]
        using var source = new Subject<string>();
        source.Where(name => name != state.Unwanted).Subscribe(kept.Add, Fail);
        source.Throttle(TimeSpan.FromMilliseconds(state.QuietMs), clock).Subscribe(Settle, Fail);

        // [step: send]
        void Send(string name)
        {
            trace.Event("step", item: $"{name} came");
            source.OnNext(name);
        }

        void End()
        {
            if (state.Fails)
            {
                source.OnError(new Failed());
            }
            else
            {
                source.OnCompleted();
            }
        }

        foreach (var (name, at) in names.Zip(times))
        {
            clock.Schedule(start.AddMilliseconds(at), () => Send(name));
        }

        clock.Schedule(start.AddMilliseconds(times[^1] + state.RestMs), End);
        // [step: let the time pass]
        clock.Start();
        return new Output([.. kept], [.. settled], error);
    }
}
