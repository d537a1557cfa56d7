namespace Parallax.Examples.Parallel;

/// <summary>Folds a million numbers into one result: in one chain, and in parts that are joined afterwards.</summary>
/// <remarks>
/// A fold is a chain: each step needs the result of the step before, so no query can share it out. To fold in
/// parallel, each worker folds a part of its own, and a second function joins what came of the parts: that is the
/// overload of <c>Aggregate</c> with a <c>combineAccumulatorsFunc</c>. It gives the same result only where brackets
/// do not matter, and where the seed changes nothing: each part begins with it. Adding from 0 is such a fold,
/// subtracting is none. The material behind this pair takes the overload with a seed and one function, which a
/// parallel query runs on one thread; its seed, 0, is moreover an int, and does not even compile for a list of
/// long. A step as cheap as an addition does not pay for being shared out: the query hands every number through
/// an enumerator. Older code folded in a loop over a shared variable, which threads cannot share without a lock.
/// </remarks>
public static class ParallelAggregate
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record State(string Variant, long[] Numbers, int Workers, int MoreThreads);

    public sealed record Output(long? Total, long[]? Tally, bool? AsFolded);

    private readonly record struct Counted(long Count, long Sum, long Least, long Most);

    private static readonly Counted Nothing = new(0, 0, long.MaxValue, long.MinValue);

    // Workers that wait for one another need a thread each at once, and the pool is slow to add threads.
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
                // [step: fold]
                total = numbers.Aggregate(Begin(0L, 1, trace), Add);
                break;
            case "seed-only":
                // [step: fold on a pool]
                total = numbers.AsParallel().Aggregate(Begin(0L, 1, trace), Telling(numbers, trace));
                break;
            case "partials":
                total = InParts(state, 0L, Add, Add, trace);
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

    // Two functions: one takes a number into a part's result, the other joins the results of two parts.
    private static T InParts<T>(State state, T seed, Func<T, long, T> step, Func<T, T, T> joinParts, ITrace trace) =>
        state.Numbers.AsParallel()
            .WithDegreeOfParallelism(state.Workers)
            .Aggregate(
                // [step: fold the parts]
                () => Begin(seed, state.Workers, trace),
                step,
                // [step: join the results]
                joinParts,
                result => result);

    // [step: begin a fold]
    private static T Begin<T>(T seed, int parties, ITrace trace)
    {
        trace.Event("fold begins");
        trace.Rendezvous("all folding", parties);
        return seed;
    }

    private static long Add(long total, long number) => total + number;

    private static long Subtract(long total, long number) => total - number;

    // Adding, which tells where the first and the last number were added.
    private static Func<long, long, long> Telling(long[] numbers, ITrace trace) => (total, number) =>
    {
        if (number == 0 || number == numbers.Length - 1)
        {
            trace.Event("added", item: number);
        }

        return total + number;
    };

    // What a fold carries along need not be of the kind of what it folds.
    private static Counted CountIn(Counted tally, long number) => new(
        tally.Count + 1, tally.Sum + number, Math.Min(tally.Least, number), Math.Max(tally.Most, number));

    private static Counted Join(Counted one, Counted other) => new(
        one.Count + other.Count, one.Sum + other.Sum, Math.Min(one.Least, other.Least), Math.Max(one.Most, other.Most));
}
