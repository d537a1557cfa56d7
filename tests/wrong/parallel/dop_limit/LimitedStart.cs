namespace Parallax.Wrong.Parallel.DopLimit;

/// <summary>Limits how many tasks are started at once; a task is started long before it ends.</summary>
public static class LimitedStart
{
    public sealed record Parameters(string Variant, int Items, int Limit, int ItemMs);

    public sealed record Output(int Done);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var done = 0;
        using var limit = new SemaphoreSlim(state.Limit);

        async Task Handle(int item)
        {
            using (trace.Span("item", item: item))
            {
                if (item <= state.Limit)
                {
                    await trace.RendezvousAsync("limit reached", state.Limit + 1);
                }

                await Task.Delay(state.ItemMs);
                Interlocked.Increment(ref done);
            }
        }

        var tasks = new List<Task>();
        for (var item = 0; item < state.Items; item++)
        {
            await limit.WaitAsync();
            tasks.Add(Handle(item));
            limit.Release();
        }

        await Task.WhenAll(tasks);
        return new Output(done);
    }
}
