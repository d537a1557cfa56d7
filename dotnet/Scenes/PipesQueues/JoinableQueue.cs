using System.Collections.Concurrent;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// The first job takes its time: until the last one was taken, and a moment longer. Is it done when the report is made?
/// </summary>
/// <remarks>
/// The moment ends at once if the report comes too early, so that such a program shows it every time.
/// </remarks>
public static class JoinableQueueScene
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public sealed record Parameters(string Variant, int Jobs, int Workers);

    public sealed record Output(IReadOnlyList<int> Processed, string? ReportedTooOften, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var (empty, joined) = (new TaskCompletionSource(), new TaskCompletionSource());
        var processed = new ConcurrentQueue<int>();
        async Task Work(int number)
        {
            using var span = watch.Span("job", item: number);
            if (number == state.Jobs - 1)
            {
                watch.Event("queue is empty");
                empty.TrySetResult();
            }

            if (number == 0 && watch.Observed && await Waiting.EndsWithin(empty.Task, Limit))
            {
                await Waiting.EndsWithin(joined.Task, Moment);
            }

            processed.Enqueue(number * number);
            watch.Event("done", item: number);
        }

        void Report()
        {
            watch.Event("joined");
            joined.TrySetResult();
        }

        using var jobs = new BlockingCollection<int>();
        using var unfinished = new CountdownEvent(state.Jobs);
        var numbers = Enumerable.Range(0, state.Jobs);
        Task Text()
        {
            if (state.Variant == "tasks")
            {
                return JoinableQueue.TasksAsync(numbers, state.Workers, Work, Report);
            }

            JoinableQueue.Threads(
                jobs,
                unfinished,
                numbers,
                state.Workers,
                number => Work(number).GetAwaiter().GetResult(),
                Report);
            return Task.CompletedTask;
        }

        var call = watch.Observed ? Call.Of(Text).End(still: 4 * Moment) : null;
        await (watch.Observed ? Task.CompletedTask : Text());
        var refused = state.Variant == "threads"
            && Ended.Of(() => unfinished.Signal(), watch).Thrown is InvalidOperationException;
        var error = call is { Stuck: true } ? "deadlock" : call?.Error?.GetType().Name;
        return new Output([.. processed], refused ? "invalid-state" : null, error);
    }
}
