using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// When every thread waits, or the work is under way, something else is handed to the pool: does it answer?
/// </summary>
/// <remarks>
/// More jobs than the pool has threads, or adds in two seconds, wait until a thread that is not the pool's lets them
/// go.
/// </remarks>
public static class PoolStarvationScene
{
    private const int More = 40;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rescue = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public sealed record Parameters(string Variant, int Workers, int Jobs);

    public sealed record Output(IReadOnlyList<int>? Results, string? Error, bool? Answers);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        ThreadPool.GetMinThreads(out var least, out _);
        var threads = Math.Max(least, ThreadPool.ThreadCount);
        int[] numbers = [.. Enumerable.Range(0, threads + Math.Max(More, state.Jobs))];
        var (begun, answers) = (0, (bool?)null);
        var gate = new TaskCompletionSource();
        using var handed = new ManualResetEvent(false);
        using var enough = new ManualResetEvent(false);
        using var over = new ManualResetEvent(false);
        var control = new Thread(Control) { IsBackground = true };
        control.Start();
        var told = Ended.Of(Call, watch); // a thread of its own waits: a continuation would need one of the pool's
        over.Set();
        control.Join();
        await Task.Yield();
        return new Output(told.Value?[..state.Jobs], told.Error, answers);

        int[] Call()
        {
            var all = state.Variant switch
            {
                "blocked" => PoolStarvation.BlockedAsync(numbers, JobAsync),
                "awaited" => PoolStarvation.AwaitedAsync(numbers, JobAsync),
                _ => PoolStarvation.OwnThreadsAsync(numbers, JobAsync),
            };
            handed.Set();
            return all.GetAwaiter().GetResult();
        }

        async Task<int> JobAsync(int number)
        {
            if (Interlocked.Increment(ref begun) >= threads)
            {
                enough.Set();
            }

            using var job = number < state.Jobs ? watch.Span("job", item: number) : null;
            await gate.Task;
            if (number < state.Jobs)
            {
                watch.Event("done", item: number);
            }

            return number * number;
        }

        void Control()
        {
            WaitHandle.WaitAny([handed, over], Limit); // what is asked now stands behind all jobs
            WaitHandle.WaitAny([enough, over], Limit);
            using var asked = new ManualResetEventSlim();
            var wait = watch.Span("wait", item: "for the pool's answer");
            ThreadPool.QueueUserWorkItem(_ => asked.Set());
            answers = asked.Wait(state.Variant == "blocked" ? Moment : Rescue);
            wait.Dispose();
            watch.Event(answers.Value ? "answered" : "no answer");
            gate.SetResult();
            asked.Wait(Limit);
        }
    }
}
