namespace Parallax.Examples.Parallel;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Limits how many items are under way at once, in one loop and in two.</summary>
/// <remarks>
/// <c>MaxDegreeOfParallelism</c> is the most threads that a loop uses; it takes fewer where the pool has no more to
/// give. A query with <c>WithDegreeOfParallelism</c> is cut into just so many parts, and needs a thread for each.
/// Either limit is the loop's, not the program's: two loops with a limit each double it, and whoever wants one
/// limit for all gives them one scheduler. Without a number, a loop may grow with the pool, and a query takes one
/// thread a core. The items here wait, and so hold threads that have nothing to do; items that await belong to
/// <c>Parallel.ForEachAsync</c>. Older code queued items to the pool, and had a semaphore keep most of them
/// waiting.
/// </remarks>
public static class DopLimit
{
    public sealed record Parameters(string Variant, int Items, int Limit, int ItemMs);

    public sealed record State(Parameters Parameters, int MoreThreads);

    public sealed record Output(int Done);

    // Workers that wait for one another need a thread each at once, and the pool is slow to add threads.
    public static State Prepare(Parameters parameters)
    {
        ThreadPool.GetMinThreads(out var threads, out var ports);
        var more = Math.Max(0, (2 * parameters.Limit) + 3 - threads);
        ThreadPool.SetMinThreads(threads + more, ports);
        return new State(parameters, more);
    }

    public static void Cleanup(State state)
    {
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(threads - state.MoreThreads, ports);
    }

    public static async Task<Output> Run(State state, ITrace trace)
    {
        var (variant, count, limit, itemMs) = state.Parameters;
        var (items, half) = (Enumerable.Range(0, count).ToArray(), count / 2);
        // Loops begin items in an order of their own: the first ones are known when they come.
        var work = new Work(first: variant == "two-loops" ? 2 * limit : limit, itemMs, trace);
        var options = new ParallelOptions { MaxDegreeOfParallelism = limit };
        switch (variant)
        {
            case "loop":
                // [step: one loop]
                Parallel.ForEach(items, options, work.Handle);
                break;
            case "query":
                // [step: one query]
                items.AsParallel().WithDegreeOfParallelism(limit).ForAll(work.Handle);
                break;
            case "two-loops":
                // [step: two loops with a limit each]
                await Task.WhenAll(
                    Task.Run(() => Parallel.ForEach(items[..half], options, work.Handle)),
                    Task.Run(() => Parallel.ForEach(items[half..], options, work.Handle)));
                break;
            case "one-limit":
                // [step: two loops with one limit]
                var schedulers = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, limit);
                options.TaskScheduler = schedulers.ConcurrentScheduler;
                await Task.WhenAll(
                    Task.Run(() => Parallel.ForEach(items[..half], options, work.Handle)),
                    Task.Run(() => Parallel.ForEach(items[half..], options, work.Handle)));
                break;
        }

        return new Output(work.Done);
    }

    private sealed class Work(int first, int itemMs, ITrace trace)
    {
        private int _begun;
        private int _done;

        public int Done => _done;

        // The first items wait until as many are under way as there may be. More of them cannot come meanwhile.
        // [step: handle an item]
        public void Handle(int item)
        {
            using (trace.Span("item", item: item))
            {
                if (Interlocked.Increment(ref _begun) <= first)
                {
                    trace.Rendezvous("limit reached", first);
                }

                Thread.Sleep(itemMs);
                Interlocked.Increment(ref _done);
            }
        }
    }
}
