namespace Parallax.Examples.Interop;

/// <summary>Awaits a Task in C#, where it is at home: its answer, its exception, and its cancellation.</summary>
/// <remarks>
/// <c>await</c> is all the bridge that is needed: it continues when the task has ended, gives its result, or
/// throws its own exception. Older code read <c>task.Result</c>, which blocks a thread, wraps every exception
/// into an <c>AggregateException</c>, and in a program with a user interface waits for ever. Cancelling is a
/// request: the token reaches the work only if it was handed to it. <c>task.WaitAsync(token)</c> ends the
/// wait alone, and leaves the work running.
/// </remarks>
public static class AwaitDotnetTask
{
    public sealed record Parameters(string Variant, long Answer, int Beats);

    public sealed record Output(long? Answer, string? Error, string EndedAs);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        // [step: start the work]
        // It stands for any library that hands out a Task and takes a token.
        var work = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancellation = new CancellationTokenSource();

        void Stop()
        {
            trace.Event("told to stop");
            work.SetCanceled(cancellation.Token);
        }

        cancellation.Token.Register(Stop);
        // [step: wait for it]
        // Without await for now, so that this method can go on.
        var waiting = ResultOf(work.Task, trace);
        // [step: do something else meanwhile]
        // No thread is blocked: whatever waits its turn gets it.
        for (var beat = 0; beat < state.Beats; beat++)
        {
            await Task.Yield();
            trace.Event("beat", item: beat);
        }

        // [step: end the work]
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

        // [step: take the outcome]
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

        trace.Event("outcome");
        return new Output(answer, error, $"{work.Task.Status}");
    }

    // Here the bridge is one word: await takes as long as the task, and ends as it does. It throws the
    // exception that the task ended with; task.Result would wrap it into an AggregateException.
    private static async Task<long> ResultOf(Task<long> task, ITrace trace)
    {
        // [step: hear of the end]
        trace.Event("waiting");
        return await task;
    }
}
