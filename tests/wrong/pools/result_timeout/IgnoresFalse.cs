namespace Parallax.Wrong.Pools.ResultTimeout;

/// <summary>Does not look at what <c>Task.Wait</c> says: <c>Result</c> then waits without any limit.</summary>
public static class IgnoresFalse
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
        job.Wait(patience);
        var result = job.Result;
        trace.Event("gave up");
        trace.OpenGate("the job may end");
        return new Output(Short: null, IsBuiltin: null, result);
    }

    private static async Task<Output> FromTask(int x, TimeSpan patience, ITrace trace)
    {
        var (tooShort, isBuiltin) = ((string?)null, (bool?)null);
        var task = SquareAsync(x, trace);
        try
        {
            await task.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            (tooShort, isBuiltin) = ("timeout", true);
        }

        trace.Event("gave up");
        trace.OpenGate("the job may end");
        return new Output(tooShort, isBuiltin, await task);
    }

    private static int Square(int x, ITrace trace)
    {
        trace.WaitGate("the job may end");
        trace.Event("done");
        return x * x;
    }

    private static async Task<int> SquareAsync(int x, ITrace trace)
    {
        await trace.WaitGateAsync("the job may end");
        trace.Event("done");
        return x * x;
    }
}
