using System.Collections.Concurrent;

namespace Parallax.Examples.Parallel;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Cuts one piece of work into small, middling and large jobs, and shares them out.</summary>
/// <remarks>
/// Each job has a price, whatever it does: a thread fetches it, which takes as long as some hundred steps of a
/// loop. Between threads that is cheap, and jobs may be small; but where a job is a single addition, the price is
/// nearly all there is. With one job in all, only one worker has anything to do. What pays lies between: a few jobs
/// for each worker, each of them far dearer than its handing out. <c>Partitioner.Create</c> cuts a range of numbers to
/// a size that one chooses. <c>Parallel.For</c> and PLINQ choose for themselves, in portions that grow. Older code
/// made one task for each worker, and waited for the slowest.
/// </remarks>
public static class GrainSize
{
    public sealed record Parameters(string Variant, int N, int Grain, int Workers);

    public sealed record Output(long Divisors, int Jobs);

    // The threads are those of .NET's own pool.
    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (divisors, jobs) = state.Variant switch
        {
            "serial" => (CountDivisors(1, state.N + 1), 1),
            "fine" => InJobs(state, 1, trace),
            "middling" => InJobs(state, state.Grain, trace),
            "whole" => InJobs(state, state.N, trace),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        };
        return new Output(divisors, jobs);
    }

    // Each range of numbers is a job of its own. The order of the results does not matter for a sum.
    private static (long Divisors, int Jobs) InJobs(Parameters state, int grain, ITrace trace)
    {
        var (divisors, jobs) = (0L, 0);
        // [step: cut the numbers into ranges]
        var ranges = Partitioner.Create(1, state.N + 1, grain);
        // [step: share out the ranges]
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        Parallel.ForEach(ranges, options, range =>
        {
            var result = Job(range, second: 1 + grain, more: grain < state.N, trace);
            // [step: add up]
            Interlocked.Add(ref divisors, result);
            Interlocked.Increment(ref jobs);
        });
        return (divisors, jobs);
    }

    // [step: a job]
    private static long Job(Tuple<int, int> numbers, int second, bool more, ITrace trace)
    {
        var (first, stop) = numbers;
        using (trace.Span("job", item: first))
        {
            // The first two jobs meet here, which takes two workers.
            if (more && (first == 1 || first == second))
            {
                trace.Rendezvous("two at work", 2);
            }

            return CountDivisors(first, stop);
        }
    }

    // How many divisors the numbers have together, found by trying every one.
    private static long CountDivisors(int first, int stop)
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
}
