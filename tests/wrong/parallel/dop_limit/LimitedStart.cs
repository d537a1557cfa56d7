namespace Parallax.Wrong.Parallel.DopLimit;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Limits how many items are started at once; an item has been started long before it ends.</summary>
public static class LimitedStart
{
    public sealed record Parameters(string Variant, int Items, int Limit, int ItemMs);

    public sealed record State(Parameters Parameters, int MoreThreads);

    public sealed record Output(int Done);

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
        var work = new Work(first: variant == "two-loops" ? 2 * limit : limit + 1, itemMs, trace);
        var options = new ParallelOptions { MaxDegreeOfParallelism = limit };
        switch (variant)
        {
            case "loop":
                using (var room = new SemaphoreSlim(limit))
                {
                    var handling = new List<Task>();
                    foreach (var item in items)
                    {
                        await room.WaitAsync();
                        handling.Add(Task.Run(() => work.Handle(item)));
                        room.Release();
                    }

                    await Task.WhenAll(handling);
                }

                break;
            case "query":
                items.AsParallel().WithDegreeOfParallelism(limit).ForAll(work.Handle);
                break;
            case "two-loops":
                await Task.WhenAll(
                    Task.Run(() => Parallel.ForEach(items[..half], options, work.Handle)),
                    Task.Run(() => Parallel.ForEach(items[half..], options, work.Handle)));
                break;
            case "one-limit":
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
