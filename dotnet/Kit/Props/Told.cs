namespace Parallax.Props;

/// <summary>What came out of a call: a result or an error of any kind, as a value; or that it never came.</summary>
/// <typeparam name="T">What the call gives.</typeparam>
/// <param name="Value">What it returned.</param>
/// <param name="Error">The category of what it threw; "deadlock" if nothing ever came.</param>
/// <param name="Caught">The messages of the errors that came out, those of an aggregate each by itself.</param>
/// <param name="Thrown">The error itself.</param>
public sealed record Told<T>(T? Value, string? Error, string[] Caught, Exception? Thrown);

/// <summary>Calls an example, and says what its caller was told.</summary>
public static class Told
{
    private const int Looks = 20; // without a sign of life: it hangs
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Awaits what a call gives, and says what came of it.</summary>
    /// <remarks>The call is made on the thread of the caller; a call that blocks blocks it.</remarks>
    /// <typeparam name="T">What the call gives.</typeparam>
    /// <param name="call">Calls the example.</param>
    /// <param name="observed">False awaits it directly, as a timed trial must.</param>
    /// <param name="life">Gives something that changes while there is life; two seconds without, and it hangs.</param>
    /// <returns>The result or the error, as a value.</returns>
    public static async Task<Told<T>> Of<T>(Func<Task<T>> call, bool observed = true, Func<int>? life = null)
    {
        try
        {
            var task = call();
            if (!observed)
            {
                return new(await task.ConfigureAwait(false), null, [], null);
            }

            for (int looks = 0, seen = life?.Invoke() ?? 0; looks < Looks && !task.IsCompleted; looks++)
            {
                await ((Task)task).WaitAsync(Look).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var now = life?.Invoke() ?? 0;
                (looks, seen) = now == seen ? (looks, seen) : (0, now);
            }

            return task.IsCompleted
                ? new(await task.ConfigureAwait(false), null, [], null)
                : new(default, "deadlock", [], null);
        }
        catch (Exception error)
        {
            return Failed<T>(error);
        }
    }

    /// <summary>The same for a call without a result.</summary>
    /// <param name="call">Calls the example.</param>
    /// <param name="observed">False awaits it directly, as a timed trial must.</param>
    /// <param name="life">Gives something that changes while there is life; two seconds without, and it hangs.</param>
    /// <returns>The error, as a value.</returns>
    public static Task<Told<bool>> Of(Func<Task> call, bool observed = true, Func<int>? life = null)
    {
        return Of(Called, observed, life);

        async Task<bool> Called()
        {
            await call().ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Says of what kind an error is.</summary>
    /// <typeparam name="T">What the call would have given.</typeparam>
    /// <param name="error">What it threw.</param>
    /// <returns>The error, as a value.</returns>
    public static Told<T> Failed<T>(Exception error) => error is AggregateException group
        ? new(
            default,
            "aggregate",
            [.. group.Flatten().InnerExceptions.Select(one => one.Message).Order(StringComparer.Ordinal)],
            error)
        : new(default, Category(error), [error.Message], error);

    /// <summary>The category that contracts use for an error; what has none keeps its class's name.</summary>
    /// <param name="error">What was thrown; an InvalidOperationException is the scene's own.</param>
    /// <returns>The category.</returns>
    public static string Category(Exception error) => error switch
    {
        TimeoutException => "timeout",
        OperationCanceledException => "cancelled",
        AggregateException => "aggregate",
        ObjectDisposedException => "closed",
        SynchronizationLockException or SemaphoreFullException => "lock-misuse",
        InvalidOperationException => "user",
        _ => error.GetType().Name,
    };
}
