using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>Jobs of the pool wait for other work of the same pool: what happens?</summary>
/// <remarks>
/// <c>Result</c> and <c>Wait</c> block a thread of the pool (sync over async). If every thread waits for work
/// that is still in the queue, no thread is left to do it: thread pool starvation. The pool then adds
/// threads, a few a second, so the program goes on in the end. Until then no request, timer or continuation
/// gets a thread. The cure is to <c>await</c>, all the way up, or to block threads that do not belong to the
/// pool. <c>ThreadPool.SetMinThreads</c> only moves the limit. Python's <c>ThreadPoolExecutor</c> never adds
/// threads beyond its maximum: a deadlock.
/// </remarks>
public static class PoolStarvation
{
    /// <summary>Each job blocks a thread of the pool until its work is done.</summary>
    public static Task<int[]> BlockedAsync(int[] numbers, Func<int, Task<int>> job) =>
        Task.WhenAll(numbers.Select(number => Task.Run(() => job(number).Result)));

    /// <summary>A job that awaits does not hold a thread.</summary>
    public static Task<int[]> AwaitedAsync(int[] numbers, Func<int, Task<int>> job) =>
        Task.WhenAll(numbers.Select(number => Task.Run(async () => await job(number))));

    /// <summary>The jobs block threads of their own, and the pool is free for the work.</summary>
    public static Task<int[]> OwnThreadsAsync(int[] numbers, Func<int, Task<int>> job) =>
        Task.WhenAll(numbers.Select(number => Task.Factory.StartNew(
            () => job(number).GetAwaiter().GetResult(),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

    public static async Task Main()
    {
        int[] numbers = [.. Enumerable.Range(0, 12)];
        Func<int[], Func<int, Task<int>>, Task<int[]>>[] ways = [AwaitedAsync, OwnThreadsAsync, BlockedAsync];
        foreach (var way in ways)
        {
            var clock = Stopwatch.StartNew();
            await way(numbers, SquareAsync);
            Console.WriteLine($"{way.Method.Name}: {clock.ElapsedMilliseconds} ms for 12 waits of 10 ms");
        }

        static async Task<int> SquareAsync(int number)
        {
            await Task.Delay(10);
            return number * number;
        }
    }
}
