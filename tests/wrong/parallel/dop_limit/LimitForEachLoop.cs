namespace Parallax.Wrong.Parallel.DopLimit;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Wants one limit for two loops, and gives both the same options: the limit counts twice.</summary>
public static class LimitForEachLoop
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
        var work = new Work(first: variant is "two-loops" or "one-limit" ? 2 * limit : limit, itemMs, trace);
        var options = new ParallelOptions { MaxDegreeOfParallelism = limit };
        switch (variant)
        {
            case "loop":
                Parallel.ForEach(items, options, work.Handle);
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
