namespace Parallax.Wrong.Tasks.TaskStates;

/// <summary>Only the delegate knows the token: it runs, and its cancellation counts as a failure.</summary>
public static class TokenNotGiven
{
    public sealed record Parameters(string Variant, string Ending);

    public sealed record Output(List<string> States);

    /// <summary>The job's own error.</summary>
    private sealed class Refused : Exception;

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var states = state.Variant == "queued" ? Queued(state.Ending, trace) : await Coroutine(state.Ending, trace);
        return new Output(states);
    }

    // Like a pool without async code: this waits by blocking.
    private static List<string> Queued(string ending, ITrace trace)
    {
        using ManualResetEventSlim free = new(), begun = new(), go = new();
        using var stop = new CancellationTokenSource();
        var looks = new List<string>();
        // [step: make it]
        // A scheduler that runs one task at a time. It is taken, so the task has to queue.
        var scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var first = Task.Factory.StartNew(free.Wait, CancellationToken.None, TaskCreationOptions.None, scheduler);
        var task = Task.Factory.StartNew(
            () => Job(begun, go, ending, trace, stop.Token), CancellationToken.None, TaskCreationOptions.None, scheduler);
        looks.Add(Look(task));
        if (ending == "cancelled-early")
        {
            stop.Cancel();
        }

        free.Set();
        // [step: see it at work]
        if (ending != "cancelled-early")
        {
            begun.Wait();
            looks.Add(Look(task));
        }

        if (ending == "cancelled-late")
        {
            stop.Cancel();
            trace.Event("asked to stop");
        }

        go.Set();
        // [step: see its end]
        Task.WaitAny(task); // this throws nothing, whatever became of the task
        first.Wait();
        return [.. looks, Look(task)];
    }

    private static async Task<List<string>> Coroutine(string ending, ITrace trace)
    {
        TaskCompletionSource begun = new(), go = new();
        using var stop = new CancellationTokenSource();
        var looks = new List<string>();
        // [step: make it]
        var task = JobAsync(begun, go.Task, ending, trace, stop.Token);
        looks.Add(Look(task));
        if (ending == "cancelled-early")
        {
            stop.Cancel();
        }

        // [step: see it at work]
        if (ending != "cancelled-early")
        {
            await begun.Task;
            looks.Add(Look(task));
        }

        if (ending == "cancelled-late")
        {
            stop.Cancel();
            trace.Event("asked to stop");
        }

        go.SetResult();
        // [step: see its end]
        await Task.WhenAny(task);
        return [.. looks, Look(task)];
    }

    // [step: the jobs]
    private static void Job(ManualResetEventSlim begun, ManualResetEventSlim go, string ending, ITrace trace, CancellationToken stop)
    {
        using var span = trace.Span("job");
        stop.ThrowIfCancellationRequested();
        begun.Set();
        go.Wait();
        trace.Event("went through");
        if (ending == "error")
        {
            throw new Refused();
        }
    }

    private static async Task JobAsync(
        TaskCompletionSource begun, Task go, string ending, ITrace trace, CancellationToken stop)
    {
        using var span = trace.Span("job");
        begun.SetResult();
        await go.WaitAsync(stop);
        trace.Event("went through");
        if (ending == "error")
        {
            throw new Refused();
        }
    }

    // [step: look]
    private static string Look(Task task) => task.Status switch
    {
        TaskStatus.Canceled => "cancelled",
        TaskStatus.Faulted => "failed",
        TaskStatus.RanToCompletion => "succeeded", // IsCompleted alone is no good news: it is true of all three
        TaskStatus.Running => "running",
        _ => "pending", // Created, WaitingForActivation, WaitingToRun
    };
}
