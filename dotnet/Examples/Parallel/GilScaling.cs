using System.Diagnostics;
using System.Numerics;

namespace Parallax.Examples;

/// <summary>Do two threads compute twice as fast as one?</summary>
/// <remarks>
/// Yes, where two cores are free: threads of .NET compute side by side, one on each core. On one core they
/// take turns, which is concurrency but no parallelism. CPU time above wall time proves that more than one
/// core was at work. In a Python with the GIL one thread at a time computes, however many cores there are.
/// You will also see <c>Parallel.For</c> and <c>Task.Run</c>, which take their threads from a pool.
/// </remarks>
public static class GilScaling
{
    private static readonly BigInteger Modulus = BigInteger.Pow(2, 2203) - 1;

    /// <summary>The same jobs one after the other, on the thread of the caller.</summary>
    public static long[] OneThread(int count, Func<int, long> job) => [.. Enumerable.Range(0, count).Select(job)];

    /// <summary>A thread for each job; all of them are started before the first is waited for.</summary>
    public static long[] Threads(int count, Func<int, long> job)
    {
        var results = new long[count];
        Thread[] workers = [.. Enumerable.Range(0, count).Select(number => new Thread(() => Work(number)))];
        foreach (var worker in workers)
        {
            worker.Start();
        }

        foreach (var worker in workers)
        {
            worker.Join();
        }

        return results;

        void Work(int number) => results[number] = job(number);
    }

    /// <summary>Arithmetic on numbers of 2,203 bits, each step of which needs the one before.</summary>
    public static long Compute(BigInteger number, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            number = (number * number + 1) % Modulus;
        }

        return (long)(number % (1L << 31));
    }

    public static void Main()
    {
        foreach (var run in new[] { OneThread, Threads })
        {
            var (begun, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var results = run(2, number => Compute(number, 10_000));
            var cores = (Environment.CpuUsage.TotalTime - before) / Stopwatch.GetElapsedTime(begun);
            Console.WriteLine($"{run.Method.Name}: {string.Join(", ", results)}, {cores:F1} cores at work");
        }
    }
}
