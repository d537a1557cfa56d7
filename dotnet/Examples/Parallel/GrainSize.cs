using System.Collections.Concurrent;
using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>Into how many jobs should I cut my work before I share it out?</summary>
/// <remarks>
/// Each job costs something by itself. Between threads this is little: as long as some hundred steps of a
/// loop. Jobs of one addition still cost more than they compute, and one large job keeps only one worker
/// busy. <c>Partitioner.Create</c> cuts a range of numbers to the size that you choose; <c>Parallel.For</c>
/// chooses the size itself.
/// Python shares such work out between processes, where each job is pickled and sent, and has to be larger.
/// </remarks>
public static class GrainSize
{
    /// <summary>All of the work as one job.</summary>
    public static long Serial(int count, Func<int, int, long> job) => job(1, count + 1);

    /// <summary>Each range of numbers is a job. For a sum the order of the results does not matter.</summary>
    public static long InJobs(int count, int grain, Func<int, int, long> job, int workers)
    {
        var total = 0L;
        var options = new ParallelOptions { MaxDegreeOfParallelism = workers };
        Parallel.ForEach(Partitioner.Create(1, count + 1, grain), options, range =>
        {
            var result = job(range.Item1, range.Item2);
            Interlocked.Add(ref total, result);
        });
        return total;
    }

    /// <summary>How many divisors the numbers have together, found by trying every one.</summary>
    public static long CountDivisors(int first, int stop)
    {
        var divisors = 0L;
        for (var number = first; number < stop; number++)
        {
            for (var divisor = 1; divisor <= number; divisor++)
            {
                if (number % divisor == 0)
                {
                    divisors++;
                }
            }
        }

        return divisors;
    }

    public static void Main()
    {
        Console.WriteLine($"serial: {Serial(5000, CountDivisors)}");
        // From a job for each number to one job for all of them.
        foreach (var grain in (int[])[1, 100, 5000])
        {
            var begun = Stopwatch.GetTimestamp();
            var divisors = InJobs(5000, grain, CountDivisors, workers: 2);
            var took = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            Console.WriteLine($"{grain} numbers a job: {divisors}, {took:F1} ms");
        }
    }
}
