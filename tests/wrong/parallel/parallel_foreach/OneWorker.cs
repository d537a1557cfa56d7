namespace Parallax.Wrong.Parallel.ParallelForeach;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Its options allow one thread, and what is left is a plain loop.</summary>
public static class OneWorker
{
    public sealed record Parameters(string Variant, int N, int Needed, int Workers);

    public sealed record State(Parameters Parameters, int[] Items, int MoreThreads);

    public sealed record Output(long? Total, int Visits, long? LeftAt, string? Error);

    private sealed class Refused : Exception;

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
        var options = new ParallelOptions { MaxDegreeOfParallelism = 1 };
        switch (state.Parameters.Variant)
        {
            case "for-each":
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

    private sealed class Loop(Parameters state, ITrace trace)
    {
        private readonly int _needed = state.Variant switch { "for-each" => state.N, "leave" => state.Needed, _ => 1 };
        private int _visits;

        public int Visits => _visits;

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
                SpinWait.SpinUntil(() => loopState.ShouldExitCurrentIteration);
            }

            return item;
        }
    }
}
