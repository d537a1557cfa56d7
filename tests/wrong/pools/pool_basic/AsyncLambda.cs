namespace Parallax.Wrong.Pools.PoolBasic;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Gives <c>Parallel.ForEach</c> an async lambda: the loop is over at each job's first await.</summary>
public static class AsyncLambda
{
    public sealed record Parameters(string Variant, int Workers, int Jobs, int JobMs);

    public sealed record Output(int[] Done);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var done = new int[state.Jobs];
        using var rest = new CountdownEvent(state.Jobs);
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        Parallel.ForEach(Enumerable.Range(0, state.Jobs), options, async number =>
        {
            await trace.WaitGateAsync("over was told");
            done[number] = await Job(number, state.Jobs, trace);
            rest.Signal();
        });
        trace.Event("over");
        trace.OpenGate("over was told");
        // Only so that nothing is left behind.
        await Task.Run(rest.Wait);
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
