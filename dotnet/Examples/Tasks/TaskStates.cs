namespace Parallax.Examples;

/// <summary>Which states does a task have, and in which of them can it still be cancelled?</summary>
/// <remarks>
/// One class stands for two kinds of work. A task that a TaskScheduler runs has a delegate: its
/// CancellationToken works while the task waits in the queue, and does nothing once the delegate runs, unless
/// the delegate looks at it. The task of an async method is WaitingForActivation until it has ended, also
/// while the method runs; a token stops it at an <c>await</c> that was given the token. Python has two
/// classes. A task that was made with <c>new</c> and not started is Created.
/// </remarks>
public static class TaskStates
{
    /// <summary>Give a delegate to a scheduler: it waits in a queue until the scheduler is free.</summary>
    public static Task Queued(TaskScheduler pool, Action job, CancellationToken stop) =>
        Task.Factory.StartNew(job, stop, TaskCreationOptions.DenyChildAttach, pool);

    /// <summary>Call an async method: it has begun when the call returns.</summary>
    public static Task Coroutine(Func<CancellationToken, Task> job, CancellationToken stop) => job(stop);

    /// <summary>Name the state; IsCompleted is true of the first three.</summary>
    public static string StateOf(Task task) => task.Status switch
    {
        TaskStatus.Canceled => "cancelled",
        TaskStatus.Faulted => "failed",
        TaskStatus.RanToCompletion => "succeeded",
        TaskStatus.Running => "running",
        _ => "pending", // Created, WaitingForActivation, WaitingToRun
    };

    public static async Task Main()
    {
        var pool = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler; // it runs one task at a time
        using var stop = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        Task[] tasks =
        [
            Queued(pool, release.Wait, stop.Token),
            Queued(pool, Console.WriteLine, stop.Token),
            Coroutine(cancel => Task.Delay(Timeout.Infinite, cancel), stop.Token),
        ];
        await Task.Delay(100);
        Console.WriteLine($"at work: {string.Join(", ", tasks.Select(StateOf))}");
        await stop.CancelAsync();
        release.Set();
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Console.WriteLine($"at the end: {string.Join(", ", tasks.Select(StateOf))}");
    }
}
