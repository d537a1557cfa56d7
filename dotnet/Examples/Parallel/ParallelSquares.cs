namespace Parallax.Examples;

/// <summary>In which order does a parallel map give its results?</summary>
/// <remarks>
/// A parallel query (PLINQ) gives each result as soon as it is there, so a fast job overtakes a slow one.
/// <c>AsOrdered</c> keeps the order of the input: an early result is held back until all results before it
/// have been given. An order that turns up in a test run is no promise.
/// Python has as_completed for any order, Executor.map for that of the input.
/// You will also see <c>Parallel.For</c>. (A square is too little work to gain from threads.)
/// </remarks>
public static class ParallelSquares
{
    /// <summary>One number after the other: only the order of the input is possible.</summary>
    public static IEnumerable<long> Sequential(long[] numbers, Func<long, long> job) => [.. numbers.Select(job)];

    /// <summary>The first one done comes first; a result does not say to which number it belongs.</summary>
    public static IEnumerable<long> Unordered(long[] numbers, Func<long, long> job, int workers)
    {
        var query = numbers.AsParallel().WithDegreeOfParallelism(workers);

        // NotBuffered gives each result by itself; by default PLINQ waits for a batch of them.
        return query.WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(job);
    }

    /// <summary>The jobs run as before, but one slow job holds back all results behind it.</summary>
    public static IEnumerable<long> Ordered(long[] numbers, Func<long, long> job, int workers)
    {
        var inOrder = numbers.AsParallel().AsOrdered().WithDegreeOfParallelism(workers);
        return inOrder.WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(number => job(number));
    }

    public static long Square(long number) => number * number;

    public static void Main()
    {
        long[] numbers = [1, 2, 3, 4, 5];
        Console.WriteLine($"sequential: {string.Join(" ", Sequential(numbers, Square))}");
        Console.WriteLine($"unordered, sorted: {string.Join(" ", Unordered(numbers, Square, workers: 2).Order())}");
        Console.WriteLine($"ordered: {string.Join(" ", Ordered(numbers, Square, workers: 2))}");
    }
}
