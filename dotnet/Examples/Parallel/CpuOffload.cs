using System.Collections.Concurrent;

namespace Parallax.Examples;

/// <summary>How do I compute something long in asynchronous code without stopping everything else?</summary>
/// <remarks>
/// An event loop does one thing at a time: while a method computes, no timer fires and no button answers.
/// <c>Task.Run</c> moves the work to a thread of the pool, and so to a core of its own. A window has such a
/// loop: a <c>SynchronizationContext</c>, to which each await comes back. A web server has none: its requests
/// run on the thread pool already. In Python a thread shares one core with the loop (GIL); only a process
/// computes beside it.
/// </remarks>
public static class CpuOffload
{
    /// <summary>On the loop, which stands still until the job is done: a Task alone moves nothing.</summary>
    public static Task<long> InlineAsync(Func<int, long> job, int n) => Task.FromResult(job(n));

    /// <summary>On a thread of the pool: the loop goes on.</summary>
    public static async Task<long> ThreadAsync(Func<int, long> job, int n) => await Task.Run(() => job(n));

    public static long Add(int n)
    {
        var total = 0L;
        for (var number = 0; number < n; number++)
        {
            total += number;
        }

        return total;
    }

    public static void Main() => new Loop().Run(async () =>
    {
        foreach (var compute in new[] { InlineAsync, ThreadAsync })
        {
            var timer = TimerAsync();
            var total = await compute(Add, 200_000_000);
            Console.WriteLine($"{compute.Method.Name}: {total}; timer fired meanwhile: {timer.IsCompleted}");
        }

        static async Task TimerAsync() => await Task.Delay(10);
    });

    /// <summary>A small event loop: one thread makes the calls that are in its queue.</summary>
    private sealed class Loop : SynchronizationContext
    {
        private readonly BlockingCollection<(SendOrPostCallback Call, object? State)> _queue = [];

        public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

        public void Run(Func<Task> start)
        {
            SetSynchronizationContext(this);
            var task = start();
            while (!task.IsCompleted)
            {
                var (call, state) = _queue.Take();
                call(state);
            }

            task.GetAwaiter().GetResult();
        }
    }
}
