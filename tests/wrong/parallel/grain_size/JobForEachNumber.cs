namespace Parallax.Wrong.Parallel.GrainSize;

/// <summary>Cuts nothing: each number is a job, whatever the grain.</summary>
public static class JobForEachNumber
{
    public sealed record Parameters(string Variant, int N, int Grain, int Workers);

    public sealed record Output(long Steps, int Jobs);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (steps, jobs) = (0L, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        System.Threading.Tasks.Parallel.For(1, state.N + 1, options, from =>
        {
            using var span = trace.Span("job", item: from);
            if (Interlocked.Increment(ref jobs) <= 2)
            {
                trace.Rendezvous("two at work", 2);
            }

            Interlocked.Add(ref steps, AddSteps(from));
        });
        return new Output(steps, jobs);
    }

    private static long AddSteps(long number)
    {
        var steps = 0L;
        for (; number != 1; steps++)
        {
            number = number % 2 == 0 ? number / 2 : (3 * number) + 1;
        }

        return steps;
    }
}
