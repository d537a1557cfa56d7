using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Parallax.Wrong.Flow.ReactiveOperators;

/// <summary>Takes <c>Delay</c>, which lets each value wait and leaves none out.</summary>
public static class DelayForThrottle
{
    public sealed record Event(string Name, int AfterMs);

    public sealed record Parameters(
        string Variant, Event[] Events, string Unwanted, int QuietMs, int RestMs, bool Fails);

    public sealed record Settled(string Name, int At);

    public sealed record Output(string[] Kept, Settled[] Settled, string? Error);

    private sealed class Failed : Exception;

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var names = state.Events.Select(one => one.Name).ToArray();
        var now = 0;
        var times = state.Events.Select(one => now += one.AfterMs).ToArray();
        return state.Variant == "by-hand" ? ByHand(names, times, state) : Operators(names, times, state, trace);
    }

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
        var clock = new HistoricalScheduler();
        var start = clock.Now;

        void Settle(string name)
        {
            trace.Event("step", item: $"{name} settled");
            settled.Add(new Settled(name, (int)(clock.Now - start).TotalMilliseconds));
        }

        void Fail(Exception failed) => error = failed is Failed ? "user" : failed.Message;

        using var source = new Subject<string>();
        source.Where(name => name != state.Unwanted).Subscribe(kept.Add, Fail);
        source.Delay(TimeSpan.FromMilliseconds(state.QuietMs), clock).Subscribe(Settle, Fail);

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
        clock.Start();
        return new Output([.. kept], [.. settled], error);
    }
}
