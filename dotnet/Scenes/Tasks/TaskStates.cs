using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A task is looked at when it was made, when it is at work, and when it has ended; it may be cancelled early or late.
/// </summary>
/// <remarks>
/// The scheduler's one place is held, so that a job has to queue. A job is held until it was looked at; what it did is
/// noted.
/// </remarks>
public static class TaskStatesScene
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2); // met by every right text

    public sealed record Parameters(string Variant, string Ending);

    public sealed record Output(string[]? States, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var told = await Told.Of(() => LookAsync(state, watch), observed: false);
        return new Output(told.Value, told.Error);
    }

    private static async Task<string[]> LookAsync(Parameters state, ITrace watch)
    {
        var place = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = new CancellationTokenSource();
        try
        {
            var pool = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
            _ = Task.Factory.StartNew(
                () => place.Wait(Limit), CancellationToken.None, TaskCreationOptions.None, pool);
            var task = state.Variant == "queued"
                ? TaskStates.Queued(pool, () => JobAsync(CancellationToken.None).Wait(Limit), stop.Token)
                : TaskStates.Coroutine(JobAsync, stop.Token);
            List<string> looks = [TaskStates.StateOf(task)];
            await (state.Ending == "cancelled-early" ? stop.CancelAsync() : Task.CompletedTask);
            place.Set();
            if (state.Ending != "cancelled-early")
            {
                await begun.Task.WaitAsync(Limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                looks.Add(TaskStates.StateOf(task));
            }

            if (state.Ending == "cancelled-late")
            {
                await stop.CancelAsync();
                watch.Event("asked to stop");
            }

            go.SetResult();
            await task.WaitAsync(Limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Rest.Async(); // a job that nobody waits for any more
            return [.. looks, TaskStates.StateOf(task)];
        }
        finally
        {
            place.Set();
            go.TrySetResult();
        }

        async Task JobAsync(CancellationToken cancel)
        {
            using var span = watch.Span("job");
            begun.TrySetResult();
            await go.Task.WaitAsync(cancel).ConfigureAwait(false); // the scheduler has but one place
            watch.Event("went through");
            if (state.Ending == "error")
            {
                throw new InvalidOperationException("refused");
            }
        }
    }
}
