namespace Parallax.Wrong.Parallel.DopLimit;

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
        var (_, count, limit, itemMs) = state.Parameters;
        var (items, half, begun, done) = (Enumerable.Range(0, count).ToArray(), count / 2, 0, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = limit };
        await Task.WhenAll(
            Task.Run(() => System.Threading.Tasks.Parallel.ForEach(items[..half], options, Handle)),
            Task.Run(() => System.Threading.Tasks.Parallel.ForEach(items[half..], options, Handle)));
        return new Output(done);

        void Handle(int item)
        {
            using (trace.Span("item", item: item))
            {
                if (Interlocked.Increment(ref begun) <= 2 * limit)
                {
                    trace.Rendezvous("limit reached", 2 * limit);
                }

                Thread.Sleep(itemMs);
                Interlocked.Increment(ref done);
            }
        }
    }
}
