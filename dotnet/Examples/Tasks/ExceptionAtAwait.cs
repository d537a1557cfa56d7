namespace Parallax.Examples;

/// <summary>I called an async method that fails and nothing happened: where does its error come out?</summary>
/// <remarks>
/// The error comes out at the <c>await</c>, so that is the place for <c>try</c>. The call runs the method up
/// to its first wait, on the caller's thread; the task keeps its result or its error for every <c>await</c>.
/// In Python the call runs nothing and makes a coroutine. You will also see <c>Result</c> and <c>Wait()</c>:
/// they block the thread and wrap the error in an AggregateException; <c>GetAwaiter().GetResult()</c> blocks
/// too, and throws the error itself.
/// </remarks>
public static class ExceptionAtAwait
{
    private const int Balance = 3;

    /// <summary>The call runs up to the first wait: the error comes out where the task is awaited.</summary>
    public static async Task<int> CallAsync(Func<int, Task<int>> withdraw, int amount) => await withdraw(amount);

    /// <summary>The task has started, as with every call, and keeps its error until it is awaited.</summary>
    public static Task<int> TaskAsync(Func<int, Task<int>> withdraw, int amount) => withdraw(amount);

    /// <summary>Block until the result is there: the error comes out in an AggregateException.</summary>
    public static int Blocking(Task<int> future) => future.Result;

    /// <summary>This is no <c>async</c> method: what it throws comes out of the call.</summary>
    public static Task<int> CheckedFirst(Func<int, Task<int>> withdraw, int amount)
    {
        if (amount > Balance)
        {
            throw new InvalidOperationException($"only {Balance} are left");
        }

        return withdraw(amount);
    }

    public static async Task Main()
    {
        var (pending, started) = (CallAsync(WithdrawAsync, 5), TaskAsync(WithdrawAsync, 5));
        Console.WriteLine("called, and nothing was thrown");
        await ShowAsync("await of an async method", () => pending);
        await ShowAsync("await of a task", () => started);
        await ShowAsync("second await of it", () => started);
        await ShowAsync("Result", () => Task.FromResult(Blocking(started)));
        await ShowAsync("the call itself", () => CheckedFirst(WithdrawAsync, 5));
    }

    private static async Task<int> WithdrawAsync(int amount)
    {
        await Task.Yield();
        throw new InvalidOperationException($"{amount} is too much");
    }

    private static async Task ShowAsync(string what, Func<Task<int>> take)
    {
        try
        {
            await take();
        }
        catch (Exception error)
        {
            Console.WriteLine($"{what} threw {error.GetType().Name}: {error.Message}");
        }
    }
}
