using System.Collections.Concurrent;

namespace Parallax.Wrong.Parallel.GrainSize;

/// <summary>Takes the end of a range for its last number: each boundary is counted twice.</summary>
public static class InclusiveStop
{
    public sealed record Parameters(string Variant, int N, int Grain, int Workers);

    public sealed record Output(long Divisors, int Jobs);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (divisors, jobs) = (0L, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        System.Threading.Tasks.Parallel.ForEach(Partitioner.Create(1, state.N + 1, state.Grain), options, range =>
        {
            using var span = trace.Span("job", item: range.Item1);
            if (range.Item1 == 1 || range.Item1 == 1 + state.Grain)
            {
                trace.Rendezvous("two at work", 2);
            }

            Interlocked.Add(ref divisors, CountDivisors(range.Item1, range.Item2));
            Interlocked.Increment(ref jobs);
        });
        return new Output(divisors, jobs);
    }

    private static long CountDivisors(int first, int last)
    {
        var divisors = 0L;
        for (var number = first; number <= last; number++)
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
