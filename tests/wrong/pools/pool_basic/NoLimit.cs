namespace Parallax.Wrong.Pools.PoolBasic;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Starts a task for each job and limits nothing.</summary>
public static class NoLimit
{
    public sealed record Parameters(string Variant, int Workers, int Jobs, int JobMs);

    public sealed record Output(int[]? Done = null, int? DefaultWorkers = null, int? Cpus = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Task<Output> Run(Parameters state, ITrace trace) => state.Variant switch
    {
        "one-by-one" => OneByOne(state, trace),
        "pool" => InPool(state, trace),
        "executor" => InExecutor(state, trace),
        _ => DefaultSize(trace),
    };

    private static async Task<Output> OneByOne(Parameters state, ITrace trace)
    {
        var done = new List<int>();
        for (var number = 0; number < state.Jobs; number++)
        {
            done.Add(await Job(number, 1, state.JobMs, trace));
        }

        trace.Event("over");
        return new Output([.. done]);
    }

    private static async Task<Output> InPool(Parameters state, ITrace trace)
    {
        var done = new int[state.Jobs];
        var all = Task.WhenAll(Enumerable.Range(0, state.Jobs).Select(async number =>
            done[number] = await Job(number, state.Jobs, state.JobMs, trace)));
        await all;
        trace.Event("over");
        return new Output(done);
    }

    private static async Task<Output> InExecutor(Parameters state, ITrace trace)
    {
        using var places = new SemaphoreSlim(state.Workers);
        var jobs = Enumerable.Range(0, state.Jobs).Select(async number =>
        {
            await places.WaitAsync();
            try
            {
                return await Job(number, state.Workers, state.JobMs, trace);
            }
            finally
            {
                places.Release();
            }
        });
        var done = await Task.WhenAll(jobs);
        trace.Event("over");
        return new Output(done);
    }

    private static async Task<Output> DefaultSize(ITrace trace)
    {
        var cpus = Environment.ProcessorCount;
        var (counting, inside, most) = (new Lock(), 0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, 2 * cpus), async (_, _) =>
        {
            lock (counting)
            {
                most = Math.Max(most, ++inside);
            }

            await trace.RendezvousAsync("a worker for each CPU", cpus);
            lock (counting)
            {
                inside--;
            }
        });
        return new Output(DefaultWorkers: most, Cpus: cpus);
    }

    private static async Task<int> Job(int number, int together, int pauseMs, ITrace trace)
    {
        using (trace.Span("job", item: number))
        {
            if (number < together)
            {
                await trace.RendezvousAsync("all at work", together);
            }

            await Task.Delay(pauseMs);
            trace.Event("done", item: number);
        }

        return number;
    }
}
