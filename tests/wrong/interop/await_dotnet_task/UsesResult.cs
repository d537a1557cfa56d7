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
        using var cancellation = new CancellationTokenSource();

        void Stop()
        {
            trace.Event("told to stop");
            work.SetCanceled(cancellation.Token);
        }

        cancellation.Token.Register(Stop);
        var waiting = ResultOf(work.Task, trace);
        for (var beat = 0; beat < state.Beats; beat++)
        {
            await Task.Yield();
            trace.Event("beat", item: beat);
        }

        switch (state.Variant)
        {
            case "answer":
                work.SetResult(state.Answer);
                break;
            case "failure":
                work.SetException(new InvalidOperationException("the work failed"));
                break;
            case "cancel":
                await cancellation.CancelAsync();
                break;
        }

        long? answer = null;
        string? error = null;
        try
        {
            answer = await waiting;
        }
        catch (InvalidOperationException)
        {
            error = "user";
        }
        catch (OperationCanceledException)
        {
            error = "cancelled";
        }
        catch (AggregateException)
        {
            error = "aggregate";
        }

        trace.Event("outcome");
        return new Output(answer, error, $"{work.Task.Status}");
    }

    private static async Task<long> ResultOf(Task<long> task, ITrace trace)
    {
        trace.Event("waiting");
        return await Task.Run(() => task.Result);
    }
}
