namespace Parallax.Examples.Pools;

/// <summary>Waits for a job's result with a limit that is too short, and then asks for the result again.</summary>
/// <remarks>
/// <para>
/// The limit ends the waiting; the job knows nothing of it and goes on. <c>WaitAsync</c> (.NET 6) throws a
/// <c>TimeoutException</c>. Older code called <c>Task.Wait</c>, which blocks a thread and says <c>false</c>,
/// or took <c>Task.WhenAny</c> with a <c>Task.Delay</c>. A job that is to end when the time is over must be
/// told so by a <c>CancellationToken</c>, and must look at it.
/// </para>
/// <para>
/// A job that takes as long as one waits for it is over first, or is not: that is luck. Here the job does
/// not end before the waiter has given up.
/// </para>
/// </remarks>
public static class ResultTimeout
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
            // Code that blocks gets a thread, so that whoever awaits it stays free.
            "executor" => await Task.Run(() => FromExecutor(state.X, patience, trace)),
            _ => await FromTask(state.X, patience, trace),
        };
    }

    private static async Task<Output> FromPool(int x, TimeSpan patience, ITrace trace)
    {
        var (tooShort, isBuiltin) = ((string?)null, (bool?)null);
        // [step: start the job]
        var job = Task.Run(() => Square(x, trace));
        // [step: wait too short a time]
        try
        {
            await job.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            (tooShort, isBuiltin) = ("timeout", true);
        }

        trace.Event("gave up");
        // [step: ask again]
        trace.OpenGate("the job may end");
        return new Output(tooShort, isBuiltin, await job);
    }

    // The older way: no exception, but an answer to look at.
    private static Output FromExecutor(int x, TimeSpan patience, ITrace trace)
    {
        // [step: start the job]
        var job = Task.Run(() => Square(x, trace));
        // [step: wait too short a time]
        var tooShort = job.Wait(patience) ? null : "timeout";
        trace.Event("gave up");
        // [step: ask again]
        trace.OpenGate("the job may end");
        return new Output(tooShort, IsBuiltin: null, job.Result);
    }

    private static async Task<Output> FromTask(int x, TimeSpan patience, ITrace trace)
    {
        var (tooShort, isBuiltin) = ((string?)null, (bool?)null);
        // [step: start the job]
        var task = SquareAsync(x, trace);
        // [step: wait too short a time]
        try
        {
            await task.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            (tooShort, isBuiltin) = ("timeout", true);
        }

        trace.Event("gave up");
        // [step: ask again]
        // WaitAsync has left the task alone: it can be awaited once more.
        trace.OpenGate("the job may end");
        return new Output(tooShort, isBuiltin, await task);
    }

    // [step: the job]
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
