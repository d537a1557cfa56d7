namespace Parallax.Wrong.Cancellation.TimeoutCancel;

/// <summary>Takes WaitAsync for a limit of the work: it only stops waiting.</summary>
public static class OnlyWaiting
{
    public sealed record Parameters(string Variant, int LimitMs);

    public sealed record Output(string InTime, string? Result, string? Error, string? By, bool Stopped, bool Saved);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var (reply, log) = (new TaskCompletionSource(), new List<string>());
        using var stop = new CancellationTokenSource();
        var working = Work("late", reply.Task, log, trace, stop.Token);
        string? result = null, error = null, by = null;
        try
        {
            result = await working.WaitAsync(TimeSpan.FromMilliseconds(state.LimitMs));
        }
        catch (TimeoutException)
        {
            (error, by) = ("timeout", "limit");
        }

        trace.Event("told", item: "late");
        var stopped = log.Contains("cleaned up");
        reply.SetResult();
        await working;
        return new Output("ok", result, error, by, stopped, log.Contains("saved"));
    }

    private static async Task<string> Work(string item, Task reply, List<string> log, ITrace trace, CancellationToken stop)
    {
        trace.Event("started", item: item);
        try
        {
            await reply.WaitAsync(stop);
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
