using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>How do I limit how many items of a parallel loop are under way at once?</summary>
/// <remarks>
/// <c>MaxDegreeOfParallelism</c> is the most that a loop has under way; it has fewer if the thread pool has
/// no thread for it. <c>WithDegreeOfParallelism</c> cuts a query into as many parts. The limit belongs to the
/// loop: two loops with a limit each double it, two loops on one scheduler share it. Items that await belong
/// to Parallel.ForEachAsync. In Python the limit belongs to the executor: <c>max_workers</c>. You will also
/// see a <c>SemaphoreSlim</c>, and a task for each item.
/// </remarks>
public static class DopLimit
{
    public static void Loop(int[] items, Action<int> handle, int limit)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = limit };
        Parallel.ForEach(items, options, handle);
    }

    /// <summary>A query: each of its parts is a task of the pool.</summary>
    public static void Query(int[] items, Action<int> handle, int limit) =>
        items.AsParallel().WithDegreeOfParallelism(limit).ForAll(handle);

    /// <summary>Two limits: together, twice as many items are under way.</summary>
    public static async Task TwoLoopsAsync(int[] left, int[] right, Action<int> handle, int limit) =>
        await Task.WhenAll(
            Task.Run(() => Loop(left, handle, limit)),
            Task.Run(() => Loop(right, handle, limit)));

    /// <summary>One scheduler for both loops: it never runs more of their tasks at once than the limit.</summary>
    public static async Task OneLimitAsync(int[] left, int[] right, Action<int> handle, int limit)
    {
        var schedulers = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, limit);
        var shared = new ParallelOptions { TaskScheduler = schedulers.ConcurrentScheduler };
        await Task.WhenAll(
            Task.Run(() => Parallel.ForEach(left, shared, handle)),
            Task.Run(() => Parallel.ForEach(right, shared, handle)));
    }

    public static async Task Main()
    {
        int[] whole = [100, 100, 100, 100, 100, 100, 100, 100];
        ThreadPool.SetMinThreads(8, 8); // the pool is slow to add threads beyond the number of cores
        await ShowAsync("loop", () => Task.Run(() => Loop(whole, Thread.Sleep, limit: 2)));
        await ShowAsync("query", () => Task.Run(() => Query(whole, Thread.Sleep, limit: 2)));
        await ShowAsync("two loops", () => TwoLoopsAsync(whole[..4], whole[4..], Thread.Sleep, limit: 2));
        await ShowAsync("one limit", () => OneLimitAsync(whole[..4], whole[4..], Thread.Sleep, limit: 2));
    }

    private static async Task ShowAsync(string name, Func<Task> call)
    {
        var begun = Stopwatch.GetTimestamp();
        await call();
        Console.WriteLine($"{name}: 8 items of 0.1 s took {Stopwatch.GetElapsedTime(begun).TotalSeconds:F1} s");
    }
}
