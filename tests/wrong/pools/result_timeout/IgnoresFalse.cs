namespace Parallax.Wrong.Pools.ResultTimeout;

/// <summary>Does not look at what <c>Task.Wait</c> says: <c>Result</c> then waits without any limit.</summary>
public static class IgnoresFalse
{
    public sealed record Parameters(string Variant, int X, int WaitMs);

    public sealed record Output(string? Short, bool? IsBuiltin, int? Later);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Task<Output> Run(Parameters state, ITrace trace) => Task.Run(() =>
    {
        var job = Task.Run(() => Square(state.X, trace));
        job.Wait(TimeSpan.FromMilliseconds(state.WaitMs));
        var result = job.Result;
        trace.Event("gave up");
        trace.OpenGate("the job may end");
        return new Output(Short: null, IsBuiltin: null, result);
    });

    private static int Square(int x, ITrace trace)
    {
        trace.WaitGate("the job may end");
        trace.Event("done");
        return x * x;
    }
}
