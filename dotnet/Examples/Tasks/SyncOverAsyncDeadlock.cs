using System.Collections.Concurrent;

namespace Parallax.Examples.Tasks;

/// <summary>Waits for async work in a blocking way, on the very thread that the work needs.</summary>
/// <remarks>
/// In a context of one thread, such as a window's, the rest of a method after <c>await</c> runs on that thread.
/// Whoever blocks the thread until the work is done waits for ever: each waits for the other. Here the wait has a
/// limit, so that it can be seen, and when the thread is free again the work ends at once. Blocking is harmless on
/// any other thread, or if the work needs no context and says so with <c>ConfigureAwait(false)</c>, at each of its
/// awaits. A console program has no context, so <c>Result</c> does no harm there, until the code moves. Older code
/// called it in constructors and event handlers: make those async instead, up to the top.
/// </remarks>
public static class SyncOverAsyncDeadlock
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(10);

    public sealed record Parameters(string Variant, int Answer, int WaitMs);

    public sealed record Output(int? Result, string? Error, int Afterwards);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace) => OneThread.Run(() => InContext(state, trace));

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

    private static async Task<Output> InContext(Parameters state, ITrace trace)
    {
        var reply = new TaskCompletionSource<int>();
        // [step: start the work]
        var job = Work(reply.Task, state.Variant, trace);
        // [step: reply from another thread]
        var answering = new Thread(() => reply.SetResult(state.Answer));
        answering.Start();
        answering.Join();
        trace.Event("replied");
        // [step: wait for the work]
        int? result = null;
        string? error = null;
        try
        {
            if (state.Variant == "awaited")
            {
                trace.Event("step", item: "waits");
                result = await job;
            }
            else if (state.Variant == "outside")
            {
                result = await Task.Run(() => Block(job, Ample, trace));
            }
            else
            {
                // The reply is there. All that the work needs is this thread. Real code would set no limit.
                result = Block(job, TimeSpan.FromMilliseconds(state.WaitMs), trace);
            }
        }
        catch (TimeoutException)
        {
            error = "deadlock";
            trace.Event("step", item: "gave up");
        }

        // [step: free the thread]
        return new Output(result, error, await job);
    }

    private static int Block(Task<int> job, TimeSpan limit, ITrace trace)
    {
        trace.Event("step", item: "waits");
        return job.Wait(limit) ? job.Result : throw new TimeoutException();
    }

    // [step: work]
    private static async Task<int> Work(Task<int> reply, string variant, ITrace trace)
    {
        var answer = await reply.ConfigureAwait(continueOnCapturedContext: variant != "configure-await");
        trace.Event("step", item: "resumed");
        return answer;
    }
}
