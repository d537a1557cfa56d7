namespace Parallax.Examples;

/// <summary>How do I map a function over many numbers on several threads, and get the results in order?</summary>
/// <remarks>
/// A parallel query (PLINQ) runs when its results are taken. <c>ToArray</c> gives an array when every job is
/// done. A query that is <c>NotBuffered</c> gives its first results while later jobs run. <c>AsOrdered</c>
/// keeps the order of the input in both. An error ends the whole query, and is thrown inside an
/// <c>AggregateException</c>, because several jobs may fail. Python's <c>multiprocessing.Pool</c> has worker
/// processes: there each job is pickled.
/// You will also see <c>Parallel.For</c> with a job that writes into its own place of an array.
/// </remarks>
public static class PoolMap
{
    public static long[] Whole(int[] numbers, Func<int, long> job, int workers) =>
        numbers.AsParallel().AsOrdered().WithDegreeOfParallelism(workers).Select(job).ToArray();

    public static IEnumerable<long> Streamed(int[] numbers, Func<int, long> job, int workers) =>
        numbers
            .AsParallel()
            .AsOrdered()
            .WithDegreeOfParallelism(workers)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(job);

    /// <summary>An error costs one result only, because each job catches its own.</summary>
    public static (long Result, Exception? Error)[] PastErrors(int[] numbers, Func<int, long> job, int workers)
    {
        return numbers.AsParallel().AsOrdered().WithDegreeOfParallelism(workers).Select(Try).ToArray();

        (long, Exception?) Try(int number)
        {
            try
            {
                return (job(number), null);
            }
            catch (ArithmeticException error)
            {
                return (0, error);
            }
        }
    }

    public static long Square(int number) => (long)number * number;

    public static void Main()
    {
        int[] numbers = [.. Enumerable.Range(0, 10)];
        Console.WriteLine(string.Join(" ", Whole(numbers, Square, workers: 2)));
        foreach (var result in Streamed(numbers, Square, workers: 2))
        {
            Console.Write($"{result} ");
        }

        Console.WriteLine();
        Console.WriteLine(string.Join(" ", PastErrors([1, 0, 2], number => 12 / number, workers: 2)));
    }
}
