namespace Parallax.Wrong.Parallel.ParallelAggregate;

/// <summary>Its seed is an int, and so is its sum: it wraps without a word.</summary>
public static class IntSeed
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record State(string Variant, long[] Numbers, int Workers, int MoreThreads);

    public sealed record Output(long? Total, long[]? Tally, bool? AsFolded);

    private readonly record struct Counted(long Count, long Sum, long Least, long Most);

    private static readonly Counted Nothing = new(0, 0, long.MaxValue, long.MinValue);

    public static State Prepare(Parameters parameters)
    {
        ThreadPool.GetMinThreads(out var threads, out var ports);
        var more = Math.Max(0, parameters.Workers + 2 - threads);
        ThreadPool.SetMinThreads(threads + more, ports);
        long[] numbers = [.. Enumerable.Range(0, parameters.N)];
        return new State(parameters.Variant, numbers, parameters.Workers, more);
    }

    public static Output Run(State state, ITrace trace)
    {
        var numbers = state.Numbers;
        long? total = null;
        long[]? tally = null;
        bool? asFolded = null;
        switch (state.Variant)
        {
            case "fold":
                total = numbers.Aggregate(Begin(0L, 1, trace), Add);
                break;
            case "seed-only":
                total = numbers.AsParallel().Aggregate(Begin(0L, 1, trace), Telling(numbers, trace));
                break;
            case "partials":
                total = InParts(state, 0, (sum, item) => sum + (int)item, (one, other) => one + other, trace);
                break;
            case "tally":
                var counted = InParts(state, Nothing, CountIn, Join, trace);
                tally = [counted.Count, counted.Sum, counted.Least, counted.Most];
                break;
            case "subtract":
                total = InParts(state, 0L, Subtract, Subtract, trace);
                asFolded = total == numbers.Aggregate(0L, Subtract);
                break;
        }

        return new Output(total, tally, asFolded);
    }

    public static void Cleanup(State state)
    {
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(threads - state.MoreThreads, ports);
    }

    private static T InParts<T>(State state, T seed, Func<T, long, T> step, Func<T, T, T> joinParts, ITrace trace) =>
        state.Numbers.AsParallel()
            .WithDegreeOfParallelism(state.Workers)
            .Aggregate(
                () => Begin(seed, state.Workers, trace),
                step,
                joinParts,
                result => result);

    private static T Begin<T>(T seed, int parties, ITrace trace)
    {
        trace.Event("fold begins");
        trace.Rendezvous("all folding", parties);
        return seed;
    }

    private static long Add(long total, long number) => total + number;

    private static long Subtract(long total, long number) => total - number;

    private static Func<long, long, long> Telling(long[] numbers, ITrace trace) => (total, number) =>
    {
        if (number == 0 || number == numbers.Length - 1)
        {
            trace.Event("added", item: number);
        }

        return total + number;
    };

    private static Counted CountIn(Counted tally, long number) => new(
        tally.Count + 1, tally.Sum + number, Math.Min(tally.Least, number), Math.Max(tally.Most, number));

    private static Counted Join(Counted one, Counted other) => new(
        one.Count + other.Count, one.Sum + other.Sum, Math.Min(one.Least, other.Least), Math.Max(one.Most, other.Most));
}
