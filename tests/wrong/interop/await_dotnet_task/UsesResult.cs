namespace Parallax.Wrong.Interop.AwaitDotnetTask;

/// <summary>Reads <c>Result</c> on a pool thread: the exception comes wrapped.</summary>
public static class UsesResult
{
    public sealed record Parameters(string Variant, long Answer, int Beats);

    public sealed record Output(long? Answer, string? Error, string EndedAs);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var work = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        trace.Event("waiting");
        var waiting = Task.Run(() => work.Task.Result);
        for (var beat = 0; beat < state.Beats; beat++)
        {
            await Task.Yield();
            trace.Event("beat", item: beat);
        }

        work.SetException(new InvalidOperationException("the work failed"));
        var (answer, error) = ((long?)null, (string?)null);
        try
        {
            answer = await waiting;
        }
        catch (InvalidOperationException)
        {
            error = "user";
        }
        catch (AggregateException)
        {
            error = "aggregate";
        }

        trace.Event("outcome");
        return new Output(answer, error, $"{work.Task.Status}");
    }
}
