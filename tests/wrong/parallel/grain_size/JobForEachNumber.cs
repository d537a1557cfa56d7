namespace Parallax.Wrong.Parallel.GrainSize;

/// <summary>Cuts nothing: each number is a job, whatever the grain.</summary>
public static class JobForEachNumber
{
    public sealed record Parameters(string Variant, int N, int Grain, int Workers);

    public sealed record Output(long Divisors, int Jobs);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (divisors, jobs) = (0L, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        System.Threading.Tasks.Parallel.For(1, state.N + 1, options, from =>
        {
            using var span = trace.Span("job", item: from);
            if (Interlocked.Increment(ref jobs) <= 2)
            {
                trace.Rendezvous("two at work", 2);
            }

            Interlocked.Add(ref divisors, CountDivisors(from));
        });
        return new Output(divisors, jobs);
    }

    private static long CountDivisors(int number)
    {
        var divisors = 0L;
        for (var divisor = 1; divisor <= number; divisor++)
        {
            if (number % divisor == 0)
            {
                divisors++;
            }
        }

        return divisors;
    }
}
