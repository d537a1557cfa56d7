using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>The events come on a clock whose waiting takes no time, so every run is the same.</summary>
public static class ReactiveOperatorsScene
{
    public sealed record Event(string Name, int AfterMs);

    public sealed record Parameters(
        string Variant, Event[] Events, string Unwanted, int QuietMs, int RestMs, bool Fails);

    public sealed record Settled(string Name, int At);

    public sealed record Output(string[] Kept, Settled[] Settled, string? Error, int Told);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace watch)
    {
        var now = 0;
        string[] names = [.. state.Events.Select(one => one.Name)];
        int[] times = [.. state.Events.Select(one => now += one.AfterMs)];
        var (end, kept, settled, errors) =
            (now + state.RestMs, new List<string>(), new List<Settled>(), new List<Exception>());
        try
        {
            if (state.Variant == "by-hand")
            {
                var (keep, settle) = ReactiveOperators.ByHand(
                    names, times, end, state.Unwanted, state.QuietMs);
                kept = keep;
                settled = [.. settle.Select(one => new Settled(one.Name, one.At))];
            }
            else
            {
                AsTheyCome();
            }
        }
        catch (Exception error)
        {
            errors = [error];
        }

        return new Output(
            [.. kept], [.. settled], errors.Select(Crew.Category).Distinct().FirstOrDefault(), errors.Count);

        void AsTheyCome()
        {
            var clock = new HistoricalScheduler();
            var (start, quietAfter) = (clock.Now, (IDisposable?)null);
            using var source = new Subject<string>();
            var quiet = TimeSpan.FromMilliseconds(state.QuietMs);
            using var listening = ReactiveOperators.Operators(
                source, clock, state.Unwanted, quiet, kept.Add, Settle, errors.Add);
            foreach (var (name, at) in names.Zip(times))
            {
                clock.Schedule(start.AddMilliseconds(at), () => Send(name));
            }

            clock.Schedule(start.AddMilliseconds(end), state.Fails ? Fail : source.OnCompleted);
            clock.Start();
            quietAfter?.Dispose();

            void Settle(string name)
            {
                watch.Event("step", item: $"{name} settled");
                quietAfter?.Dispose();
                quietAfter = null;
                settled.Add(new Settled(name, (int)(clock.Now - start).TotalMilliseconds));
            }

            void Send(string name)
            {
                watch.Event("step", item: $"{name} came");
                quietAfter?.Dispose();
                quietAfter = watch.Span("quiet after", item: name);
                source.OnNext(name);
            }

            void Fail() => source.OnError(new InvalidOperationException("the source"));
        }
    }
}
