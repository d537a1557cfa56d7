namespace Parallax.Examples.Parallel;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Does the same for each item of a list on several threads, adds up, and leaves the loop early.</summary>
/// <remarks>
/// This is data parallelism: one thing to do, many data to do it with. <c>Parallel.ForEach</c> deals out the items
/// and gives nothing back, so each thread adds up for itself, and its subtotal is added to the total once, at its
/// end. Whoever leaves the loop, by <c>Break</c> or by an error, keeps further items from beginning; those under
/// way go on to their end. The items here are too small to gain from threads. For items that await there is
/// <c>Parallel.ForEachAsync</c>, out of which one error comes bare. Older code queued each item to the
/// <c>ThreadPool</c> and counted down itself; what is only to be computed reads better as a parallel query.
/// </remarks>
public static class ParallelForeach
{
    public sealed record Parameters(string Variant, int N, int Needed, int Workers);

    public sealed record State(Parameters Parameters, int[] Items, int MoreThreads);

    public sealed record Output(long? Total, int Visits, long? LeftAt, string? Error);

    /// <summary>The item's own error.</summary>
    private sealed class Refused : Exception;

    // Workers that wait for one another need a thread each at once, and the pool is slow to add threads.
    public static State Prepare(Parameters parameters)
    {
        ThreadPool.GetMinThreads(out var threads, out var ports);
        var more = Math.Max(0, parameters.Workers + 2 - threads);
        ThreadPool.SetMinThreads(threads + more, ports);
        return new State(parameters, [.. Enumerable.Range(0, parameters.N)], more);
    }

    public static void Cleanup(State state)
    {
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(threads - state.MoreThreads, ports);
    }

    public static Output Run(State state, ITrace trace)
    {
        var (loop, items) = (new Loop(state.Parameters, trace), state.Items);
        long? total = null, leftAt = null;
        string? error = null;
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Parameters.Workers };
        switch (state.Parameters.Variant)
        {
            case "for-each":
                // [step: add up]
                var sum = 0L;
                Parallel.ForEach(
                    items,
                    options,
                    localInit: () => 0L,
                    body: (item, loopState, subtotal) => subtotal + loop.Visit(item, loopState),
                    localFinally: subtotal => Interlocked.Add(ref sum, subtotal));
                total = sum;
                break;
            case "leave":
                // [step: leave at an item]
                var result = Parallel.ForEach(items, options, (item, loopState) =>
                {
                    if (loop.Visit(item, loopState) == state.Parameters.Needed - 1)
                    {
                        loopState.Break(); // all items before this one are still visited; Stop would drop them too
                    }
                });
                leftAt = result.LowestBreakIteration;
                break;
            case "error":
                // [step: meet an error]
                try
                {
                    Parallel.ForEach(items, options, (item, loopState) => { loop.Visit(item, loopState); });
                }
                catch (AggregateException all) when (all.InnerExceptions.All(one => one is Refused))
                {
                    error = "aggregate";
                }

                break;
        }

        trace.Event("left");
        return new Output(total, loop.Visits, leftAt, error);
    }

    /// <summary>What is done with each item, and how many it has been done with.</summary>
    private sealed class Loop(Parameters state, ITrace trace)
    {
        private readonly int _needed = state.Variant switch { "for-each" => state.N, "leave" => state.Needed, _ => 1 };
        private int _visits;

        public int Visits => _visits;

        // [step: visit an item]
        public int Visit(int item, ParallelLoopState loopState)
        {
            var number = Interlocked.Increment(ref _visits);
            using var span = trace.Span("visit", item: item);
            if (number <= state.Workers)
            {
                trace.Rendezvous("all at work", state.Workers);
            }

            if (state.Variant == "error" && item == 0)
            {
                throw new Refused();
            }

            if (item < _needed)
            {
                trace.Event("needed", item: item);
            }
            else
            {
                // A long item can ask the loop whether it was left, and end early.
                SpinWait.SpinUntil(() => loopState.ShouldExitCurrentIteration);
            }

            return item;
        }
    }
}
