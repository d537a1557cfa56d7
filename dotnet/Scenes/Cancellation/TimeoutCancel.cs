using System.Collections.Concurrent;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A reply comes too late: when the caller is told, has the work ended, clean-up included, and does it still act?
/// </summary>
/// <remarks>
/// Work that is cancelled ends when nobody else can go on, so a caller that does not wait for its end is told before.
/// After the caller was told the reply comes: work that still waits acts on it. A text that never tells its caller gets
/// the reply after two seconds.
/// </remarks>
public static class TimeoutCancelScene
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rescue = TimeSpan.FromSeconds(2);

    public sealed record Parameters(string Variant, int LimitMs);

    public sealed record Output(
        string? InTime,
        string? Result,
        string? Error,
        string? By,
        bool Stopped,
        bool Saved,
        bool? TaskAsSaid = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var limit = TimeSpan.FromMilliseconds(state.LimitMs);
        var reply = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (done, working) = (new ConcurrentQueue<string>(), Task.FromResult(""));
        using var rescue = new Timer(_ => reply.TrySetResult("ok"), null, Rescue, Timeout.InfiniteTimeSpan);
        using var caller = new CancellationTokenSource();

        var inTime = await Limited(_ => Task.FromResult("ok"), Ample);
        var callerWaits = watch.Span("wait", item: "caller");
        var telling = Limited(WorkAsync, state.Variant == "cancel" ? Ample : limit);
        if (state.Variant == "cancel")
        {
            await Task.WhenAny(started.Task, telling);
            await caller.CancelAsync();
        }

        var told = await telling;
        callerWaits.Dispose();
        watch.Event("told", item: "late");
        var stopped = done.Contains("cleaned-up");
        reply.TrySetResult("ok"); // work that still waits goes on now
        await Waiting.EndsWithin(working, Ample);
        var by = told.Error is null ? null : caller.IsCancellationRequested ? "caller" : "limit";
        return new Output(
            inTime.Value ?? inTime.Error, told.Value, told.Error, by, stopped, done.Contains("saved"));

        Task<Ended<string>> Limited(Func<CancellationToken, Task<string>> work, TimeSpan most) =>
            Ended.OfAsync(() => state.Variant == "wait-for"
                ? TimeoutCancel.WaitForAsync(work, most, caller.Token)
                : TimeoutCancel.TimeoutAsync(work, most, caller.Token));

        Task<string> WorkAsync(CancellationToken stop) => working = Task.Run(
            async () =>
            {
                using var work = watch.Span("work", item: "late");
                return await TimeoutCancel.SaveReplyAsync(
                    AskAsync, _ => Note("saved"), () => Note("cleaned-up"), stop);
            },
            CancellationToken.None);

        async Task<string> AskAsync(CancellationToken stop)
        {
            Note("started");
            started.TrySetResult();
            if (state.Variant == "blocking")
            {
                Thread.Sleep(2 * limit); // it looks at no token
                return "ok";
            }

            var waiting = reply.Task.WaitAsync(stop);
            await Task.WhenAny(waiting);
            // told to stop before any caller is told, though the reply may come before the wait ends
            if (stop.IsCancellationRequested)
            {
                watch.Event("asked-to-stop", item: "late");
                await (watch.Observed ? Rest.Async() : Task.CompletedTask);
                stop.ThrowIfCancellationRequested();
            }

            return await waiting;
        }

        void Note(string what)
        {
            done.Enqueue(what);
            watch.Event(what, item: "late");
        }
    }
}
