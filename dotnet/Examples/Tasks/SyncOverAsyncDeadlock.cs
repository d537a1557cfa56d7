using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>I block until my async work is done, and the program hangs: why?</summary>
/// <remarks>
/// With a SynchronizationContext, such as a window's, the rest of an async method needs the context's thread.
/// If that thread is blocked until the work is done, each waits for the other: a deadlock (circular wait).
/// <c>ConfigureAwait(false)</c> in the work frees it of the context; to await is better. A console program
/// has no context and no such deadlock, but each <c>Result</c> blocks a thread of the pool. If all threads
/// wait for work that needs a thread, that is thread-pool starvation: .NET's pool adds threads slowly, and
/// Python's pools have a fixed size. You will also see <c>GetAwaiter().GetResult()</c>, which blocks just as
/// well.
/// </remarks>
public static class SyncOverAsyncDeadlock
{
    /// <summary>Await: the thread is free meanwhile. The second half of this work needs the context.</summary>
    public static async Task<int> AwaitedAsync(Func<Task<int>> ask, Func<int, int> use) => use(await ask());

    // Block this thread until the work is done. Real code sets no limit, and hangs.
    private static int Block(Task<int> job, TimeSpan patience) =>
        job.Wait(patience) ? job.Result : throw new TimeoutException();

    /// <summary>Block the context's own thread.</summary>
    public static int Blocked(Func<Task<int>> ask, Func<int, int> use, TimeSpan patience) =>
        Block(AwaitedAsync(ask, use), patience);

    /// <summary>Block another thread: the context is free to do the work.</summary>
    public static async Task<int> OutsideAsync(Func<Task<int>> ask, Func<int, int> use, TimeSpan patience)
    {
        var begun = AwaitedAsync(ask, use);
        return await Task.Run(() => Block(begun, patience));
    }

    /// <summary>Block as many threads as the pool has, while the work needs one more.</summary>
    public static async Task<int[]> StarvedAsync(
        Func<Task<int>> ask, Func<int, int> use, int callers, TimeSpan patience) =>
        await Task.WhenAll(
            Enumerable.Range(0, callers).Select(_ => Task.Run(() => Block(AwaitedAsync(ask, use), patience))));

    // The work as library code does it: its second half may run on any thread.
    private static async Task<int> FreeAsync(Func<Task<int>> ask, Func<int, int> use) =>
        use(await ask().ConfigureAwait(false));

    /// <summary>Block the context's own thread; the work does not need it.</summary>
    public static int ConfigureAwait(Func<Task<int>> ask, Func<int, int> use, TimeSpan patience) =>
        Block(FreeAsync(ask, use), patience);

    public static async Task Main()
    {
        // A console program has no context: what blocks here is slow, and no deadlock.
        var (clock, callers) = (Stopwatch.StartNew(), 4 * Environment.ProcessorCount);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => AwaitedAsync(AskAsync, answer => answer)));
        Console.WriteLine($"{callers} awaited: {clock.ElapsedMilliseconds} ms");
        clock.Restart();
        await StarvedAsync(AskAsync, answer => answer, callers, TimeSpan.FromSeconds(10));
        Console.WriteLine($"{callers} blocked: {clock.ElapsedMilliseconds} ms");

        static async Task<int> AskAsync()
        {
            await Task.Delay(100);
            return 42;
        }
    }
}
