namespace Parallax.Examples;

/// <summary>I start work and do not wait for it: is it done, and who is told when it fails?</summary>
/// <remarks>
/// It is done as long as the process lives. The error of a task that is never awaited goes to
/// <c>TaskScheduler.UnobservedTaskException</c>, but only when the garbage collector takes the task; by
/// default nothing happens there, and the program goes on, as in Python. An <c>async void</c> method has no
/// task to keep its error: it is posted to the <c>SynchronizationContext</c>, such as a window's, or without
/// one it ends the process
/// (.NET 10: unless <c>ExceptionHandling.SetUnhandledExceptionHandler</c> is told of it). Use
/// <c>async void</c> for event handlers only. To start work now and wait later, keep its task and await it.
/// </remarks>
public static class FireAndForget
{
    /// <summary>The task is dropped, and nothing asks for its error.</summary>
    public static void Forgotten(Func<Task> work)
    {
        _ = work();
    }

    /// <summary>The method ends when the work has ended, and throws its error.</summary>
    public static async Task TrackedAsync(Func<Task> work, Action goOn)
    {
        var task = work();
        goOn();
        await task;
    }

    /// <summary>A try around its call catches nothing: the call is over when the error comes.</summary>
    public static async void AsyncVoid(Func<Task> work)
    {
        await work();
    }

    public static async Task Main()
    {
        TaskScheduler.UnobservedTaskException += (_, unobserved) =>
            Console.WriteLine($"handler: {unobserved.Exception.InnerException?.Message}");
        Forgotten(WorkAsync);
        await Task.Delay(100);
        GC.Collect(); // takes the task
        GC.WaitForPendingFinalizers();
        try
        {
            await TrackedAsync(WorkAsync, () => Console.WriteLine("tracked: the caller goes on"));
        }
        catch (InvalidOperationException error)
        {
            Console.WriteLine($"tracked: the caller is told of {error.Message}");
        }

        // AsyncVoid(WorkAsync) would end this program.
        static async Task WorkAsync()
        {
            await Task.Delay(50);
            throw new InvalidOperationException("no");
        }
    }
}
