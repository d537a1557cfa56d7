namespace Parallax.Wrong.Pools.ResultTimeout;

/// <summary>Sets the limit to the job, by a token, and not to the waiting: there is no result later.</summary>
public static class CancelsJob
{
    public sealed record Parameters(string Variant, int X, int WaitMs);

    public sealed record Output(string? Short, bool? IsBuiltin, int? Later);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var patience = TimeSpan.FromMilliseconds(state.WaitMs);
        return state.Variant switch
        {
            "pool" => await FromPool(state.X, patience, trace),
            "executor" => await Task.Run(() => FromExecutor(state.X, patience, trace)),
            _ => await FromTask(state.X, patience, trace),
        };
    }

    private static async Task<Output> FromPool(int x, TimeSpan patience, ITrace trace)
    {
        var (tooShort, isBuiltin) = ((string?)null, (bool?)null);
        var job = Task.Run(() => Square(x, trace));
        try
        {
            await job.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            (tooShort, isBuiltin) = ("timeout", true);
        }

        trace.Event("gave up");
        trace.OpenGate("the job may end");
        return new Output(tooShort, isBuiltin, await job);
    }

    private static Output FromExecutor(int x, TimeSpan patience, ITrace trace)
    {
        var job = Task.Run(() => Square(x, trace));
        var tooShort = job.Wait(patience) ? null : "timeout";
        trace.Event("gave up");
        trace.OpenGate("the job may end");
        return new Output(tooShort, IsBuiltin: null, job.Result);
    }

    private static async Task<Output> FromTask(int x, TimeSpan patience, ITrace trace)
    {
        var (tooShort, isBuiltin) = ((string?)null, (bool?)null);
        using var limit = new CancellationTokenSource(patience);
        var task = SquareAsync(x, trace, limit.Token);
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            (tooShort, isBuiltin) = ("timeout", true);
        }

        trace.Event("gave up");
        trace.OpenGate("the job may end");
        return new Output(tooShort, isBuiltin, task.IsCanceled ? null : await task);
    }

    private static int Square(int x, ITrace trace)
    {
        trace.WaitGate("the job may end");
        trace.Event("done");
        return x * x;
    }

    private static async Task<int> SquareAsync(int x, ITrace trace, CancellationToken limit)
    {
        await trace.WaitGateAsync("the job may end", limit);
        trace.Event("done");
        return x * x;
    }
}
