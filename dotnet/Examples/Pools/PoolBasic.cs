namespace Parallax.Examples.Pools;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Gives a pool more jobs than it has workers, and waits until all of them are done.</summary>
/// <remarks>
/// <para>
/// .NET has no pool of processes. Its thread pool is there already, and belongs to the whole program: nobody
/// closes or joins it. So the limit belongs to the loop, and waiting means to await the loop.
/// <c>Parallel.ForEachAsync</c> does both. An <c>await</c> inside an ordinary loop does one job at a time.
/// A job that waits holds no thread meanwhile; for jobs that compute there is <c>Parallel.For</c>.
/// </para>
/// <para>
/// Older code took a <c>SemaphoreSlim</c> for the limit and <c>Task.WhenAll</c> for the waiting, which is
/// still right where each job is started in its own place.
/// </para>
/// </remarks>
public static class PoolBasic
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

    // The next job is not begun before this one is done.
    private static async Task<Output> OneByOne(Parameters state, ITrace trace)
    {
        // [step: one after the other]
        var done = new List<int>();
        for (var number = 0; number < state.Jobs; number++)
        {
            done.Add(await Job(number, 1, state.JobMs, trace));
        }

        trace.Event("over");
        return new Output([.. done]);
    }

    // The loop gives no results back, so each job writes its own into its place.
    private static async Task<Output> InPool(Parameters state, ITrace trace)
    {
        var done = new int[state.Jobs];
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        // [step: hand the jobs over]
        var all = Parallel.ForEachAsync(Enumerable.Range(0, state.Jobs), options, async (number, _) =>
            done[number] = await Job(number, state.Workers, state.JobMs, trace));
        // [step: wait for all]
        await all;
        trace.Event("over");
        return new Output(done);
    }

    // All jobs are tasks from the start, and most of them wait for a place.
    private static async Task<Output> InExecutor(Parameters state, ITrace trace)
    {
        using var places = new SemaphoreSlim(state.Workers);
        // [step: hand the jobs over]
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
        // [step: wait for all]
        var done = await Task.WhenAll(jobs);
        trace.Event("over");
        return new Output(done);
    }

    // Without options the loop takes a worker for each CPU: a crowd of twice as many comes in two groups.
    private static async Task<Output> DefaultSize(ITrace trace)
    {
        var cpus = Environment.ProcessorCount;
        // [step: count the workers]
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
        // [step: count the CPUs]
        // Only those that this process may use.
        return new Output(DefaultWorkers: most, Cpus: cpus);
    }

    // [step: the job]
    private static async Task<int> Job(int number, int together, int pauseMs, ITrace trace)
    {
        using (trace.Span("job", item: number))
        {
            // The first jobs wait for one another: each of them takes a worker.
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
