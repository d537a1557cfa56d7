namespace Parallax.Wrong.Pools.PoolBasic;

/// <summary>Starts a task for each job and limits nothing.</summary>
public static class NoLimit
{
    public sealed record Parameters(string Variant, int Workers, int Jobs, int JobMs);

    public sealed record Output(int[] Done);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var done = await Task.WhenAll(Enumerable.Range(0, state.Jobs).Select(number => Job(number, state.Jobs, trace)));
        trace.Event("over");
        return new Output(done);
    }

    private static async Task<int> Job(int number, int together, ITrace trace)
    {
        using (trace.Span("job", item: number))
        {
            if (number < together)
            {
                await trace.RendezvousAsync("all at work", together);
            }

            trace.Event("done", item: number);
        }

        return number;
    }
}
