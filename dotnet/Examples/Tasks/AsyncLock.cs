namespace Parallax.Examples;

/// <summary>Async methods read a balance, await, and write it back: how does only one enter at a time?</summary>
/// <remarks>
/// At every <c>await</c> another call may read the same balance, and a deposit is lost. A <c>SemaphoreSlim(1,
/// 1)</c> lets one in, and no thread is blocked; it is not re-entrant. The wait is before <c>try</c>: a call
/// that is cancelled while it waits has nothing to release. <c>await</c> inside <c>lock</c> does not compile
/// (CS1996): a lock belongs to a thread, and after an <c>await</c> another thread may go on. <c>Monitor</c>
/// compiles, and fails when it is released. Python's counterpart is <c>asyncio.Lock</c>.
/// </remarks>
public static class AsyncLock
{
    /// <summary>Another call may enter between the read and the write.</summary>
    public static async Task NoLockAsync(
        Func<Task<int>> read, Func<int, Task> write, SemaphoreSlim gate, CancellationToken stop) =>
        await write(await read() + 1);

    /// <summary>One call at a time; the others wait without blocking a thread.</summary>
    public static async Task LockAsync(
        Func<Task<int>> read, Func<int, Task> write, SemaphoreSlim gate, CancellationToken stop)
    {
        await gate.WaitAsync(stop);
        try
        {
            await write(await read() + 1);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>A lock for threads: only the thread that took it may release it.</summary>
    public static async Task ThreadLockAsync(
        Func<Task<int>> read, Func<int, Task> write, object gate, TimeSpan patience)
    {
        if (!Monitor.TryEnter(gate, patience))
        {
            throw new TimeoutException("the holder did not release the lock");
        }

        try
        {
            await write(await read() + 1);
        }
        finally
        {
            Monitor.Exit(gate);
        }
    }

    public static async Task Main()
    {
        var balance = 0;
        var failed = ThreadLockAsync(ReadAsync, WriteAsync, new object(), TimeSpan.FromSeconds(0.1));
        await Task.WhenAny(failed); // waits, and throws nothing
        Console.WriteLine($"{nameof(ThreadLockAsync)}: {failed.Exception?.InnerException?.Message}");
        using var mutex = new SemaphoreSlim(1, 1);
        foreach (var way in new[] { NoLockAsync, LockAsync })
        {
            balance = 0;
            await Task.WhenAll(
                Enumerable.Range(0, 10).Select(_ => way(ReadAsync, WriteAsync, mutex, CancellationToken.None)));
            Console.WriteLine($"{way.Method.Name}: {balance} of 10");
        }

        async Task<int> ReadAsync()
        {
            var seen = balance;
            await Task.Delay(10);
            return seen;
        }

        Task WriteAsync(int value) => Task.FromResult(balance = value);
    }
}
