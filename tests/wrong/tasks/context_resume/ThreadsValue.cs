using System.Collections.Concurrent;

namespace Parallax.Wrong.Tasks.ContextResume;

/// <summary>Keeps the request in a variable of the thread, where it should go along with the request.</summary>
public static class ThreadsValue
{
    private static readonly ThreadLocal<string?> Request = new();

    public sealed record Parameters(string Variant, string Request);

    public sealed record Output(string? WorkedOn, string ResumedOn, string Seen);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        Request.Value = state.Request;
        return state.Variant switch
        {
            "offload" => OneThread.Run(() => Offload(trace)),
            "no-context" => Resume(state.Variant, trace).GetAwaiter().GetResult(),
            _ => OneThread.Run(() => Resume(state.Variant, trace)),
        };
    }

    /// <summary>What a window's thread has: calls wait in a queue, and one thread makes them in turn.</summary>
    private sealed class OneThread : SynchronizationContext
    {
        private readonly BlockingCollection<(SendOrPostCallback Call, object? State)> _queue = [];

        public override void Post(SendOrPostCallback call, object? state) => _queue.Add((call, state));

        public static T Run<T>(Func<Task<T>> main)
        {
            var (before, context) = (Current, new OneThread());
            SetSynchronizationContext(context);
            var task = main();
            task.ContinueWith(_ => context._queue.CompleteAdding(), TaskScheduler.Default);
            foreach (var (call, state) in context._queue.GetConsumingEnumerable())
            {
                call(state);
            }

            SetSynchronizationContext(before);
            return task.GetAwaiter().GetResult();
        }
    }

    private static async Task<Output> Resume(string variant, ITrace trace)
    {
        var reply = new TaskCompletionSource();
        // [step: wait for the reply]
        var asking = Ask(reply.Task, variant, trace); // waits when this is over
        // [step: reply from another thread]
        var answering = new Thread(reply.SetResult);
        answering.Start();
        answering.Join();
        return await asking;
    }

    private static async Task<Output> Ask(Task reply, string variant, ITrace trace)
    {
        var here = Environment.CurrentManagedThreadId;
        trace.Event("step", item: "before");
        await reply.ConfigureAwait(continueOnCapturedContext: variant != "configure-await");
        // [step: the rest]
        trace.Event("step", item: "after");
        return new Output(null, ThreadSince(here), Request.Value ?? "nobody's");
    }

    private static async Task<Output> Offload(ITrace trace)
    {
        var here = Environment.CurrentManagedThreadId;
        trace.Event("step", item: "before");
        // [step: leave the thread]
        var (workedOn, seen) = await Task.Run(() => Work(here, trace));
        // [step: the rest]
        trace.Event("step", item: "after");
        return new Output(workedOn, ThreadSince(here), seen);
    }

    // [step: work]
    private static (string WorkedOn, string Seen) Work(int here, ITrace trace)
    {
        trace.Event("step", item: "work");
        return (ThreadSince(here), Request.Value ?? "nobody's");
    }

    private static string ThreadSince(int here) =>
        Environment.CurrentManagedThreadId == here ? "own thread" : "another";
}
