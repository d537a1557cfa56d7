namespace Parallax.Wrong.Pools.ResultTimeout;

/// <summary>Sets the limit to the job, by a token, and not to the waiting: there is no result later.</summary>
public static class CancelsJob
{
    public sealed record Parameters(string Variant, int X, int WaitMs);

    public sealed record Output(string? Short, bool? IsBuiltin, int? Later);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var (tooShort, isBuiltin) = ((string?)null, (bool?)null);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(state.WaitMs));
        var job = SquareAsync(state.X, trace, limit.Token);
        try
        {
            await job;
        }
        catch (OperationCanceledException)
        {
            (tooShort, isBuiltin) = ("timeout", true);
        }

        trace.Event("gave up");
        trace.OpenGate("the job may end");
        return new Output(tooShort, isBuiltin, job.IsCanceled ? null : await job);
    }

    private static async Task<int> SquareAsync(int x, ITrace trace, CancellationToken limit)
    {
        await trace.WaitGateAsync("the job may end", limit);
        trace.Event("done");
        return x * x;
    }
}
