namespace Parallax.Examples;

/// <summary>The time limit is over and I got my exception: has the work stopped, or only my waiting?</summary>
/// <remarks>
/// A limit is a <c>CancellationToken</c>. Cancellation is a request: work that passes the token on gets an
/// <c>OperationCanceledException</c> out of its <c>await</c>, its <c>finally</c> blocks run, and then the
/// caller is told; the caller's own token says whether the caller cancelled it or the limit. Work that looks
/// at no token cannot be stopped. <c>Task.WaitAsync</c> only stops waiting; Python's <c>asyncio.wait_for</c>
/// cancels the work.
/// </remarks>
public static class TimeoutCancel
{
    /// <summary>The work gets a token that is cancelled when time is up, or when the caller's own is.</summary>
    public static async Task<string> TimeoutAsync(
        Func<CancellationToken, Task<string>> work, TimeSpan limit, CancellationToken caller)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(caller);
        stop.CancelAfter(limit);
        return await work(stop.Token);
    }

    /// <summary>Only the waiting has a limit: the work is not told, and runs on.</summary>
    public static async Task<string> WaitForAsync(
        Func<CancellationToken, Task<string>> work, TimeSpan limit, CancellationToken caller) =>
        await work(caller).WaitAsync(limit, caller);

    /// <summary>The work passes its token on, and <c>finally</c> cleans up.</summary>
    public static async Task<string> SaveReplyAsync(
        Func<CancellationToken, Task<string>> ask, Action<string> save, Action cleanUp, CancellationToken stop)
    {
        try
        {
            var reply = await ask(stop);
            save(reply);
            return reply;
        }
        finally
        {
            cleanUp();
        }
    }

    public static async Task Main()
    {
        foreach (var limited in new[] { TimeoutAsync, WaitForAsync })
        {
            var task = limited(Work, TimeSpan.FromMilliseconds(100), CancellationToken.None);
            await Task.WhenAny(task); // waits, and throws nothing
            Console.WriteLine($"{limited.Method.Name}: {task.Status} {task.Exception?.InnerException?.Message}");
        }

        await Task.Delay(200); // the work that WaitForAsync left runs on

        static Task<string> Work(CancellationToken stop) =>
            SaveReplyAsync(AskAsync, Console.WriteLine, () => Console.WriteLine("  cleaned up"), stop);

        static async Task<string> AskAsync(CancellationToken stop)
        {
            await Task.Delay(200, stop);
            return "  a reply";
        }
    }
}
