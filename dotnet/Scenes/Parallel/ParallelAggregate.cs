using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Each thread that folds says so at its first step; in parts, all workers meet there: who folds, and what comes of it?
/// </summary>
/// <remarks>
/// A fold that is one chain runs on one thread, however many a query may have. The numbers are there before the clock
/// starts.
/// </remarks>
public static class ParallelAggregateScene
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record State(Parameters Parameters, long[] Numbers, IDisposable Threads);

    public sealed record Output(long? Total, IReadOnlyList<long>? Tally, bool? AsFolded, string? Error);

    private static readonly Tally Nothing = new(0, 0, long.MaxValue, long.MinValue);

    public static State Prepare(Parameters parameters) =>
        new(parameters, [.. Enumerable.Range(0, parameters.N)], Threads.Spare(parameters.Workers + 2));

    public static void Cleanup(State state) => state.Threads.Dispose();

    public static Output Run(State state, ITrace watch)
    {
        var ((variant, _, workers), numbers, _) = state;
        if (variant == "tally")
        {
            var counting = watch.Span("call");
            var counted = Ended.Of(
                () =>
                    ParallelAggregate.Partials(numbers, Nothing, Seen<Tally>(CountIn), Join, workers), watch);
            counting.Dispose();
            var tally = counted.Value;
            return new Output(null, [tally.Count, tally.Sum, tally.Least, tally.Most], null, counted.Error);
        }

        var call = watch.Span("call");
        var told = Ended.Of(
            () => variant switch
            {
                "fold" => ParallelAggregate.Fold(numbers, 0L, Seen<long>(ParallelAggregate.Add)),
                "seed-only" => ParallelAggregate.SeedOnly(
                    numbers, 0L, Seen<long>(ParallelAggregate.Add), workers),
                "partials" => ParallelAggregate.Partials(
                    numbers, 0L, Seen<long>(ParallelAggregate.Add), ParallelAggregate.Add, workers),
                _ => ParallelAggregate.Partials(
                    numbers, 0L, Seen<long>(ParallelAggregate.Subtract), ParallelAggregate.Subtract, workers),
            },
            watch);
        call.Dispose();
        long? value = told.Error is null ? told.Value : null;
        return variant == "subtract"
            ? new Output(
                null,
                null,
                value == ParallelAggregate.Fold(numbers, 0L, ParallelAggregate.Subtract),
                told.Error)
            : new Output(value, null, null, told.Error);

        // The step of a fold, watched.
        Func<T, long, T> Seen<T>(Func<T, long, T> step)
        {
            if (!watch.Observed)
            {
                return step;
            }

            var folding = new ThreadLocal<bool>();
            return (result, number) =>
            {
                if (!folding.Value)
                {
                    folding.Value = true;
                    watch.Event("fold begins");
                    watch.Rendezvous("all folding", variant is "fold" or "seed-only" ? 1 : workers);
                }

                return step(result, number);
            };
        }
    }

    private static Tally CountIn(Tally tally, long number) =>
        Join(tally, new Tally(1, number, number, number));

    private static Tally Join(Tally one, Tally other) => new(
        one.Count + other.Count,
        one.Sum + other.Sum,
        Math.Min(one.Least, other.Least),
        Math.Max(one.Most, other.Most));

    private readonly record struct Tally(long Count, long Sum, long Least, long Most);
}
