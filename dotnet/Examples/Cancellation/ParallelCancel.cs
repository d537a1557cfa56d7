namespace Parallax.Examples;

/// <summary>I cancel a parallel loop: what stops at once, what still runs, and how do I know?</summary>
/// <remarks>
/// Cancelling keeps items from being started; an item that runs goes on to its end and cleans up, and then
/// the loop throws an <c>OperationCanceledException</c>. <c>Parallel.ForEach</c> looks at its
/// CancellationToken before each item, PLINQ once in 64 items of each worker. A limit on waiting
/// (<c>WaitAsync</c>) is no cancellation: the loop runs on. Python's executor has no token; it drops what
/// waits in its queue. You will also see a flag that each item looks at.
/// </remarks>
public static class ParallelCancel
{
    /// <summary>The token is looked at before each item.</summary>
    public static void Idiomatic(int[] items, Action<int> handle, int workers, CancellationToken stop)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = stop };
        Parallel.ForEach(items, options, handle);
    }

    /// <summary>For small items: the token is looked at seldom, and the stop comes late.</summary>
    public static void Portions(int[] items, Action<int> handle, int workers, CancellationToken stop) =>
        items.AsParallel().WithDegreeOfParallelism(workers).WithCancellation(stop).ForAll(handle);

    /// <summary>Only the waiting has a limit: a TimeoutException, and the loop goes on with all items.</summary>
    public static async Task GiveUpAsync(int[] items, Action<int> handle, int workers, TimeSpan limit)
    {
        var loop = Task.Run(() => Idiomatic(items, handle, workers, CancellationToken.None));
        await loop.WaitAsync(limit);
    }

    public static async Task Main()
    {
        int[] items = [.. Enumerable.Range(0, 200)];
        var (done, limit) = (0, TimeSpan.FromMilliseconds(100));
        foreach (var loop in new[] { Idiomatic, Portions })
        {
            done = 0;
            using var stop = new CancellationTokenSource(limit);
            try
            {
                loop(items, Handle, 2, stop.Token);
            }
            catch (OperationCanceledException)
            {
                Console.WriteLine($"{loop.Method.Name}: cancelled after {done} items");
            }
        }

        // This loop is told nothing, and handles all of its items.
        done = 0;
        await GiveUpAsync(items[..20], Handle, 1, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Console.WriteLine($"{nameof(GiveUpAsync)}: told after {done} items");
        await Task.Delay(300);
        Console.WriteLine($"and {done} in the end");

        // Slow enough for the limit to come in the middle.
        void Handle(int item)
        {
            Thread.Sleep(10);
            Interlocked.Increment(ref done);
        }
    }
}
