namespace Parallax.Examples;

/// <summary>How does a caller in C# wait for a Task?</summary>
/// <remarks>
/// With <c>await</c>: no thread is blocked, the method goes on when the task has ended, and it gets the
/// result or the task's own exception. Cancellation is a request: the <c>CancellationToken</c> reaches the
/// work only if it is passed on, and the wait ends when the work has stopped. Python's asyncio needs a
/// continuation, a message to its event loop and a cancellation by hand for the same.
/// <c>task.WaitAsync(token)</c> only ends the wait, and the work runs on. You will also see
/// <c>task.Result</c>, which blocks a thread and wraps the exception in an AggregateException.
/// </remarks>
public static class AwaitDotnetTask
{
    /// <summary>Start the work, a method that takes a token and gives a Task; end when and as it ends.</summary>
    public static async Task<long> ResultOfAsync(Func<CancellationToken, Task<long>> work, CancellationToken stop)
    {
        return await work(stop);
    }

    public static async Task Main()
    {
        var length = await ResultOfAsync(stop => LengthAsync(Environment.ProcessPath!, stop), CancellationToken.None);
        Console.WriteLine($"read {length} bytes");
        try
        {
            await ResultOfAsync(stop => LengthAsync("no such file", stop), CancellationToken.None);
        }
        catch (FileNotFoundException error)
        {
            Console.WriteLine($"its exception is still a {error.GetType().Name}");
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        try
        {
            await ResultOfAsync(SleepAsync, limit.Token);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("a limit cancels the wait, and the work as well");
        }
    }

    private static async Task<long> LengthAsync(string path, CancellationToken stop) =>
        (await File.ReadAllBytesAsync(path, stop)).Length;

    // Work that takes a minute, unless it is cancelled.
    private static async Task<long> SleepAsync(CancellationToken stop)
    {
        await Task.Delay(TimeSpan.FromMinutes(1), stop);
        return 0;
    }
}
