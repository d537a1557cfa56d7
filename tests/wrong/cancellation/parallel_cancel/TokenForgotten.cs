namespace Parallax.Wrong.Cancellation.ParallelCancel;

/// <summary>Cancels a token that the loop's options were never given.</summary>
public static class TokenForgotten
{
    public sealed record Parameters(string Variant, int Items, int CancelAfter, int Workers, int LimitMs);

    public sealed record Output(string? Error, int Started);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var (started, enough, stopped) = (0, new TaskCompletionSource(), new ManualResetEventSlim());
        using var stop = new CancellationTokenSource();
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        var loop = Task.Run(() => System.Threading.Tasks.Parallel.For(0, state.Items, options, Handle));
        await enough.Task;
        stop.Cancel();
        trace.Event("cancel");
        stopped.Set();
        string? error = null;
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
            error = "cancelled";
        }

        trace.Event("told");
        return new Output(error, started);

        void Handle(int item)
        {
            var number = Interlocked.Increment(ref started);
            try
            {
                using var span = trace.Span("item", item: item);
                if (number >= state.CancelAfter && !stopped.IsSet)
                {
                    trace.Rendezvous("all at work", state.Workers);
                    enough.TrySetResult();
                    stopped.Wait();
                }
            }
            finally
            {
                trace.Event("cleaned-up", item: item);
            }
        }
    }
}
