namespace Parallax.Examples.Cancellation;

/// <summary>Stops a parallel loop in the middle: what has begun goes on to its end, the rest never begins.</summary>
/// <remarks>
/// <c>Parallel.ForEach</c> looks at its token before each item; nothing interrupts an item that runs. PLINQ
/// looks at its token once in 64 items, so each worker goes on to the end of its 64. And giving up waiting,
/// with <c>WaitAsync</c>, stops nothing at all. Older code set a flag of its own that every item had to look at.
/// </remarks>
public static class ParallelCancel
{
    public sealed record Parameters(string Variant, int Items, int CancelAfter, int Workers, int LimitMs);

    public sealed record State(Parameters Parameters, int MoreThreads);

    public sealed record Output(string? Error, int Started);

    // Workers that wait for one another need a thread each at once, and the pool is slow to add threads.
    public static State Prepare(Parameters parameters)
    {
        ThreadPool.GetMinThreads(out var threads, out var ports);
        var more = Math.Max(0, parameters.Workers + 2 - threads);
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
        var (variant, work) = (state.Parameters.Variant, new Work(state.Parameters, trace));
        string? error = null;
        using var stop = new CancellationTokenSource();
        if (variant == "beforehand")
        {
            stop.Cancel();
        }

        // [step: start the loop]
        var loop = Task.Run(() => Loop(state.Parameters, work, stop.Token));
        try
        {
            await Task.WhenAny(work.Enough, loop);
            // [step: stop it]
            if (variant == "give-up")
            {
                await loop.WaitAsync(TimeSpan.FromMilliseconds(state.Parameters.LimitMs));
            }
            else
            {
                stop.Cancel();
                trace.Event("cancel");
                work.Stopped.Set();
                await loop;
            }
        }
        catch (TimeoutException)
        {
            error = "timeout";
        }
        catch (OperationCanceledException)
        {
            error = "cancelled";
        }

        trace.Event("told");
        // [step: see the rest end]
        work.Stopped.Set();
        await Task.WhenAny(loop);
        return new Output(error, work.Started);
    }

    private static void Loop(Parameters parameters, Work work, CancellationToken stop)
    {
        var items = Enumerable.Range(0, parameters.Items).ToArray();
        if (parameters.Variant == "portions")
        {
            items.AsParallel().WithDegreeOfParallelism(parameters.Workers).WithCancellation(stop).ForAll(work.Handle);
            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = parameters.Workers, CancellationToken = stop };
        System.Threading.Tasks.Parallel.ForEach(items, options, work.Handle);
    }

    /// <summary>What is done with each item, and how many it has been done with.</summary>
    private sealed class Work(Parameters parameters, ITrace trace)
    {
        private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _started;

        public Task Enough => _enough.Task;

        public ManualResetEventSlim Stopped { get; } = new();

        public int Started => _started;

        // [step: handle an item]
        public void Handle(int item)
        {
            var number = Interlocked.Increment(ref _started);
            try
            {
                using var span = trace.Span("item", item: item);
                // The stop finds every worker in the middle of an item. Those items outlast it.
                if (number >= parameters.CancelAfter && !Stopped.IsSet)
                {
                    trace.Rendezvous("all at work", parameters.Workers);
                    _enough.TrySetResult();
                    Stopped.Wait();
                }
            }
            finally
            {
                trace.Event("cleaned-up", item: item);
            }
        }
    }
}
