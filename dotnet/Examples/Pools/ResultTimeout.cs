namespace Parallax.Examples;

/// <summary>I wait for a result with a time limit and the limit runs out: what becomes of the job?</summary>
/// <remarks>
/// The limit ends the waiting. The job goes on, and you can still get its result later. <c>Task.WaitAsync</c>
/// throws a <c>TimeoutException</c>. <c>Task.Wait</c> blocks the thread and returns <c>false</c>, which is
/// easily overlooked. To end the job as well, give it a <c>CancellationToken</c>. Python's
/// <c>asyncio.wait_for</c> looks like <c>WaitAsync</c>, but cancels what it waits for.
/// You will also see <c>Task.WhenAny</c> with a <c>Task.Delay</c>.
/// </remarks>
public static class ResultTimeout
{
    public static Task<int> InPoolAsync(
        int number, Func<int, int> job, TimeSpan limit, Action<Exception?> onTimeout) =>
        LimitedAsync(Task.Run(() => job(number)), limit, onTimeout);

    /// <summary>No exception, but a return value to look at; for code that cannot await.</summary>
    public static int InExecutor(int number, Func<int, int> job, TimeSpan limit, Action<Exception?> onTimeout)
    {
        var blocking = Task.Run(() => job(number));
        if (!blocking.Wait(limit))
        {
            onTimeout(null);
        }

        return blocking.GetAwaiter().GetResult();
    }

    public static Task<int> AwaitedAsync(
        int number, Func<int, Task<int>> job, TimeSpan limit, Action<Exception?> onTimeout) =>
        LimitedAsync(job(number), limit, onTimeout);

    /// <summary>After the timeout the task can be awaited again.</summary>
    private static async Task<int> LimitedAsync(Task<int> task, TimeSpan limit, Action<Exception?> onTimeout)
    {
        try
        {
            return await task.WaitAsync(limit);
        }
        catch (TimeoutException error)
        {
            onTimeout(error);
        }

        return await task;
    }

    public static async Task Main()
    {
        var limit = TimeSpan.FromMilliseconds(100);
        Console.WriteLine($"WaitAsync: {await InPoolAsync(10, SlowSquare, limit, OnTimeout)}");
        Console.WriteLine($"Wait: {InExecutor(10, SlowSquare, limit, OnTimeout)}");
        Console.WriteLine($"awaited: {await AwaitedAsync(10, SlowSquareAsync, limit, OnTimeout)}");

        static int SlowSquare(int number)
        {
            Thread.Sleep(200);
            return number * number;
        }

        static Task<int> SlowSquareAsync(int number) => Task.Run(() => SlowSquare(number));

        static void OnTimeout(Exception? error) => Console.WriteLine($"late: {error?.Message ?? "false"}");
    }
}
