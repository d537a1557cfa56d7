namespace Parallax.Wrong.Cancellation.TimeoutCancel;

/// <summary>The source's own fault: a timeout comes back as the text "false", like an answer.</summary>
public static class TextForTimeout
{
    public sealed record Parameters(string Variant, int LimitMs);

    public sealed record Output(string InTime, string? Result, string? Error, string? By, bool Stopped, bool Saved);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var (reply, log) = (new TaskCompletionSource(), new List<string>());
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(state.LimitMs));
        var result = await Limited(Work("late", reply.Task, log, trace, stop.Token));
        trace.Event("told", item: "late");
        return new Output("ok", result, null, "limit", log.Contains("cleaned up"), log.Contains("saved"));
    }

    private static async Task<string> Limited(Task<string> working)
    {
        try
        {
            return await working;
        }
        catch (TaskCanceledException)
        {
            return "false";
        }
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
