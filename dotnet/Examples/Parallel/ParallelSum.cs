#:package System.Numerics.Tensors

using System.Diagnostics;
using System.Numerics.Tensors;

namespace Parallax.Examples;

/// <summary>Does a sum get faster when several cores share it?</summary>
/// <remarks>
/// Adding is so cheap that sharing it out can cost more than it saves. At a million numbers plain
/// <c>Sum()</c> beats the parallel query (PLINQ): it adds several numbers with each instruction (SIMD), while
/// the query takes every number from an enumerator. Sharing out helps if each thread adds its part as fast as
/// one core can. Each worker has a subtotal of its own, so nothing is locked. Where a sum is too large,
/// <c>+=</c> and TensorPrimitives wrap around, and <c>Sum</c> throws.
/// In Python, with the GIL, threads gain nothing here.
/// </remarks>
public static class ParallelSum
{
    /// <summary>One number after the other.</summary>
    public static long Serial(ReadOnlySpan<long> numbers)
    {
        var total = 0L;
        foreach (var number in numbers)
        {
            total += number;
        }

        return total;
    }

    /// <summary>A parallel query: one word, and the price of an enumerator for each number.</summary>
    public static long Source(long[] numbers, int workers) =>
        numbers.AsParallel().WithDegreeOfParallelism(workers).Sum();

    /// <summary>Each thread adds one part; how fast is up to <c>add</c>.</summary>
    public static long Threads(long[] numbers, int workers, Func<ReadOnlySpan<long>, long> add)
    {
        var subtotals = new long[workers];
        Parallel.For(0, workers, worker => subtotals[worker] = add(Part(numbers, worker, workers)));
        return subtotals.Sum();
    }

    /// <summary>On one thread, but several numbers at a time.</summary>
    public static long Idiomatic(long[] numbers) => numbers.Sum();

    /// <summary>Several numbers at a time, for a part of an array as well.</summary>
    public static long Vectorised(ReadOnlySpan<long> part) => TensorPrimitives.Sum(part);

    // Together the parts leave nothing out. In int, length * worker could overflow.
    private static ReadOnlySpan<long> Part(long[] numbers, long worker, int workers)
    {
        var start = numbers.Length * worker / workers;
        var stop = numbers.Length * (worker + 1) / workers;
        return numbers.AsSpan((int)start..(int)stop);
    }

    public static void Main()
    {
        long[] numbers = [.. Enumerable.Range(0, 1_000_000)];
        Show("loop", () => Serial(numbers));
        Show("parallel query", () => Source(numbers, workers: 2));
        Show("threads", () => Threads(numbers, workers: 2, Serial));
        Show("Sum", () => Idiomatic(numbers));
        Show("threads, vectorised", () => Threads(numbers, workers: 2, Vectorised));

        static void Show(string name, Func<long> sum)
        {
            for (var again = 0; again < 50; again++)
            {
                sum(); // .NET compiles anew what is called often
            }

            var begun = Stopwatch.GetTimestamp();
            Console.WriteLine($"{name}: {sum()}, {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:F2} ms");
        }
    }
}
