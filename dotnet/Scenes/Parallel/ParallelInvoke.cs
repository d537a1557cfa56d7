using System.Collections.Concurrent;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>All jobs meet and then take a moment: which of them are done when the caller goes on?</summary>
/// <remarks>
/// Jobs that await end when the pool is at rest: a caller that does not wait for them has gone on. Jobs fail when all
/// have begun; of those that await, the second fails when the first has. Jobs that are dropped end when the caller was
/// told.
/// </remarks>
public static class ParallelInvokeScene
{
    private const int Failing = 2;
    private static readonly TimeSpan Rescue = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    public sealed record Parameters(string Variant, int[] WaitsMs);

    public sealed record State(Parameters Parameters, IDisposable Threads);

    public sealed record Output(int[] Done, int[] Late, string? Error, int[] Failed);

    public static State Prepare(Parameters parameters) =>
        new(parameters, Threads.Spare(parameters.WaitsMs.Length + 2));

    public static void Cleanup(State state) => state.Threads.Dispose();

    public static async Task<Output> Run(State state, ITrace watch)
    {
        var work = new Work(state.Parameters, watch);
        int[] numbers = [.. Enumerable.Range(0, state.Parameters.WaitsMs.Length)];
        Action[] jobs = [.. numbers.Select(number => (Action)(() => work.Job(number)))];
        Func<Task>[] jobsAsync = [.. numbers.Select(number => (Func<Task>)(() => work.JobAsync(number)))];
        var told = state.Parameters.Variant switch
        {
            "one-by-one" => Ended.Of(() => ParallelInvoke.OneByOne(jobs), watch),
            "invoke" or "two-fail" => Ended.Of(() => ParallelInvoke.Invoke(jobs), watch),
            "dropped" => Ended.Of(() => ParallelInvoke.Dropped(jobsAsync), watch),
            "let-go" => Ended.Of(() => ParallelInvoke.LetGo(jobsAsync), watch),
            _ => await Task.Run(() => Ended.OfAsync(() => ParallelInvoke.AwaitedAsync(jobsAsync))),
        };
        watch.Event("told");
        int[] done = [.. work.Done.Order()];
        work.Told.TrySetResult();
        // what nobody waited for ends within the trial
        await Waiting.EndsWithin(Task.WhenAll(work.Tasks), Rescue);
        Exception?[] errors = told.Thrown is AggregateException all
            ? [.. all.InnerExceptions]
            : [told.Thrown];
        int[] failed =
            [.. errors.OfType<InvalidOperationException>().Select(error => int.Parse(error.Message)).Order()];
        return new Output(done, [.. work.Done.Except(done).Order()], told.Error, failed);
    }

    /// <summary>The jobs, and which of them are done.</summary>
    private sealed class Work(Parameters state, ITrace watch)
    {
        private readonly int _parties = state.Variant == "one-by-one" ? 1 : state.WaitsMs.Length;
        private readonly TaskCompletionSource _failed = new(
            TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int _fails = state.Variant.Contains("two-fail") ? Failing : 0;

        public ConcurrentQueue<int> Done { get; } = new();

        public ConcurrentQueue<Task> Tasks { get; } = new();

        public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Job(int number)
        {
            using var span = watch.Span("job", item: number);
            watch.Rendezvous("all at work", _parties);
            Fail(number);
            Thread.Sleep(watch.Observed ? Moment : TimeSpan.FromMilliseconds(state.WaitsMs[number]));
            End(number);
        }

        public Task JobAsync(int number)
        {
            var task = RunAsync(number);
            Tasks.Enqueue(task);
            return task;
        }

        private async Task RunAsync(int number)
        {
            using var span = watch.Span("job", item: number);
            await watch.RendezvousAsync("all at work", _parties);
            if (number > 0 && number < _fails)
            {
                // WhenAll may throw either error, that which came first among them.
                await Waiting.EndsWithin(_failed.Task, Rescue);
                await Rest.Async();
            }

            Fail(number);
            await (state.Variant is "dropped" or "let-go" ? Told.Task
                : watch.Observed ? Rest.Async()
                : Task.Delay(state.WaitsMs[number]));
            End(number);
        }

        private void Fail(int number)
        {
            if (number < _fails)
            {
                watch.Event("failed", item: number);
                _failed.TrySetResult();
                throw new InvalidOperationException($"{number}");
            }
        }

        private void End(int number)
        {
            Done.Enqueue(number);
            watch.Event("done", item: number);
        }
    }
}
