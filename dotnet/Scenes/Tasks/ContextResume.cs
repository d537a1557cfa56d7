using System.Collections.Concurrent;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A reply comes from another thread, or work is sent to one: where did the rest run, and what did it see of the
/// request?
/// </summary>
/// <remarks>
/// A second thread gives the reply when the method waits for it; the scene's own functions note on which thread they
/// run.
/// </remarks>
public static class ContextResumeScene
{
    private const ThreadState Away = ThreadState.WaitSleepJoin | ThreadState.Stopped;

    public sealed record Parameters(string Variant, string Request, string Reply);

    public sealed record Output(
        string? WorkedOn,
        string? ResumedOn,
        string? Text,
        string? Seen,
        string? After,
        string? Callers,
        string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var (worked, shown) =
            (new ConcurrentQueue<(string, string?)>(), new ConcurrentQueue<(string, string, string?)>());
        var reply = new TaskCompletionSource<string>(
            state.Reply == "asynchronously" ? TaskCreationOptions.RunContinuationsAsynchronously : default);
        (bool offload, int replier, Thread? own, string? callers) =
            (state.Variant == "offload", 0, null, null);
        if (offload || state.Reply == "already")
        {
            reply.SetResult("replied");
        }

        var answering = new Thread(Answer) { IsBackground = true };
        var calling = state.Variant == "no-context"
            ? Task.Factory
                .StartNew(Call, default, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .Unwrap()
            : new OneThread().Run(Call, TimeSpan.FromSeconds(5));
        answering.Start();
        var told = await Told.Of(() => calling);
        await Task.Yield(); // this may be the replier's thread
        answering.Join();
        var (workedOn, seen) = worked.Count == 1 ? worked.First() : default;
        var (resumedOn, text, after) = shown.Count == 1 ? shown.First() : default;
        return new Output(
            workedOn, resumedOn, text, offload ? seen : after, offload ? after : null, callers, told.Error);

        async Task<bool> Call()
        {
            watch.Event("step", item: "before");
            own = Thread.CurrentThread;
            var call = watch.Span("call");
            await (state.Variant switch
            {
                "offload" => ContextResume.OffloadAsync(state.Request, Work, Show),
                "configure-await" => ContextResume.ConfigureAwaitAsync(state.Request, reply.Task, Show),
                _ => ContextResume.ResumeAsync(state.Request, reply.Task, Show),
            });
            call.Dispose();
            callers = ContextResume.Current;
            return true;
        }

        void Answer()
        {
            SynchronizationContext.SetSynchronizationContext(
                state.Reply == "thread-with-context" ? new OneThread() : null);
            replier = Environment.CurrentManagedThreadId;
            SpinWait.SpinUntil(
                () => reply.Task.IsCompleted || (own is { ThreadState: var at } && (at & Away) != 0), 2000);
            if (!reply.Task.IsCompleted)
            {
                watch.Event("replied");
            }

            reply.TrySetResult("replied");
        }

        string Where() => Thread.CurrentThread == own ? "own thread"
            : Environment.CurrentManagedThreadId == replier ? "replier's"
            : Thread.CurrentThread.IsThreadPoolThread ? "pool" : "another";

        string Work(string? seen)
        {
            watch.Event("step", item: "work");
            worked.Enqueue((Where() == "own thread" ? "own thread" : "another", seen));
            return "worked";
        }

        void Show(string text, string? seen)
        {
            watch.Event("step", item: "after");
            shown.Enqueue((Where(), text, seen));
        }
    }
}
