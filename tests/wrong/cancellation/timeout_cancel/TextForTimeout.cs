namespace Parallax.Wrong.Cancellation.TimeoutCancel;

/// <summary>The source's own fault: a timeout comes back as the text "false", like an answer.</summary>
public static class TextForTimeout
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(10);

    public sealed record Parameters(string Variant, int LimitMs);

    public sealed record Output(string InTime, string? Result, string? Error, string? By, bool Stopped, bool Saved);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var reply = new TaskCompletionSource();
        reply.SetResult();
        using var ample = new CancellationTokenSource(Ample);
        var inTime = await Work("in time", reply.Task, 0, [], trace, ample.Token);
        trace.Event("told", item: "in time");

        (reply, var log) = (new TaskCompletionSource(), new List<string>());
        var blockedMs = state.Variant == "blocking" ? 2 * state.LimitMs : 0;
        using var caller = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(caller.Token);
        var working = Task.Run(() => Work("late", reply.Task, blockedMs, log, trace, stop.Token));
        string? result = null, error = null, by = null;
        try
        {
            result = await Limited(working, state.Variant, TimeSpan.FromMilliseconds(state.LimitMs), stop, caller);
        }
        catch (TimeoutException)
        {
            (error, by) = ("timeout", "limit");
        }
        catch (OperationCanceledException)
        {
            (error, by) = ("cancelled", caller.IsCancellationRequested ? "caller" : "limit");
        }

        trace.Event("told", item: "late");
        var stopped = log.Contains("cleaned up");

        reply.SetResult();
        await Task.WhenAny(working); // if the work still waited, it goes on now
        return new Output(inTime, result, error, by, stopped, log.Contains("saved"));
    }

    private static async Task<string> Limited(
        Task<string> working, string variant, TimeSpan limit, CancellationTokenSource stop, CancellationTokenSource caller)
    {
        if (variant == "cancel")
        {
            caller.Cancel();
            return await working;
        }

        if (variant == "wait-for")
        {
            return await working.WaitAsync(limit);
        }

        stop.CancelAfter(limit);
        try
        {
            return await working;
        }
        catch (TaskCanceledException)
        {
            return "false";
        }
    }

    private static async Task<string> Work(
        string item, Task reply, int blockedMs, List<string> log, ITrace trace, CancellationToken stop)
    {
        trace.Event("started", item: item);
        try
        {
            if (blockedMs > 0)
            {
                Thread.Sleep(blockedMs); // looks at no token, and holds up a thread of the pool
            }
            else
            {
                await reply.WaitAsync(stop);
            }

            log.Add("saved");
            trace.Event("saved", item: item);
            return "ok";
        }
        finally
        {
            log.Add("cleaned up");
            trace.Event("cleaned-up", item: item);
        }
    }
}
