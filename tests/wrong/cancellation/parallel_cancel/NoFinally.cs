namespace Parallax.Wrong.Cancellation.ParallelCancel;

/// <summary>An item that notices the stop leaves by an exception, past the clean-up that stands at its end.</summary>
public static class NoFinally
{
    public sealed record Parameters(string Variant, int Items, int CancelAfter, int Workers, int LimitMs);

    public sealed record State(Parameters Parameters, int MoreThreads);

    public sealed record Output(string? Error, int Started);

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

        var loop = Task.Run(() => Loop(state.Parameters, work, stop.Token));
        try
        {
            await Task.WhenAny(work.Enough, loop);
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
        work.Stopped.Set();
        await Task.WhenAny(loop);
        return new Output(error, work.Started);
    }

    private static void Loop(Parameters parameters, Work work, CancellationToken stop)
    {
        var items = Enumerable.Range(0, parameters.Items).ToArray();
        if (parameters.Variant == "portions")
        {
            items.AsParallel().WithDegreeOfParallelism(parameters.Workers).WithCancellation(stop)
                .ForAll(item => work.Handle(item, stop));
            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = parameters.Workers, CancellationToken = stop };
        System.Threading.Tasks.Parallel.ForEach(items, options, item => work.Handle(item, stop));
    }

    private sealed class Work(Parameters parameters, ITrace trace)
    {
        private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _started;

        public Task Enough => _enough.Task;

        public ManualResetEventSlim Stopped { get; } = new();

        public int Started => _started;

        public void Handle(int item, CancellationToken stop)
        {
            var number = Interlocked.Increment(ref _started);
            using (trace.Span("item", item: item))
            {
                if (number >= parameters.CancelAfter && !Stopped.IsSet)
                {
                    trace.Rendezvous("all at work", parameters.Workers);
                    _enough.TrySetResult();
                    Stopped.Wait();
                    stop.ThrowIfCancellationRequested();
                }
            }

            trace.Event("cleaned-up", item: item);
        }
    }
}
