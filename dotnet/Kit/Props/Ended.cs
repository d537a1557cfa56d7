namespace Parallax.Props;

/// <summary>What came of a call: a value, or an error and its category.</summary>
/// <typeparam name="T">What the call gives.</typeparam>
/// <param name="Value">What it returned.</param>
/// <param name="Error">The category of what it threw; "deadlock" if it did not end.</param>
/// <param name="Thrown">The error itself.</param>
public sealed record Ended<T>(T? Value, string? Error = null, Exception? Thrown = null);

/// <summary>
/// Calls an example on a thread of its own, and says how that ended: the thread pool is left to the example.
/// </summary>
public static class Ended
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Calls a function that blocks.</summary>
    /// <typeparam name="T">What the call gives.</typeparam>
    /// <param name="call">Calls the example.</param>
    /// <param name="watch">In a timed trial the call is made at once, on the caller's thread.</param>
    /// <returns>The result or the error, as a value.</returns>
    public static Ended<T> Of<T>(Func<T> call, ITrace watch)
    {
        if (!watch.Observed)
        {
            return Caught(call);
        }

        Ended<T>? ended = null;
        var thread = new Thread(() => ended = Caught(call)) { IsBackground = true, Name = "props: ended" };
        thread.Start();
        return thread.Join(Limit) ? ended! : new(default, "deadlock");
    }

    /// <summary>Calls a function that blocks and gives nothing.</summary>
    /// <param name="call">Calls the example.</param>
    /// <param name="watch">In a timed trial the call is made at once, on the caller's thread.</param>
    /// <returns>The error, as a value.</returns>
    public static Ended<bool> Of(Action call, ITrace watch) => Of(
        () =>
        {
            call();
            return true;
        },
        watch);

    /// <summary>Awaits what a function gives.</summary>
    /// <typeparam name="T">What the call gives.</typeparam>
    /// <param name="call">Calls the example.</param>
    /// <returns>The result or the error, as a value.</returns>
    public static async Task<Ended<T>> OfAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return new(await call().ConfigureAwait(false));
        }
        catch (Exception error)
        {
            return new(default, Category(error), error);
        }
    }

    /// <summary>Awaits what a function gives.</summary>
    /// <param name="call">Calls the example.</param>
    /// <returns>The error, as a value.</returns>
    public static Task<Ended<bool>> OfAsync(Func<Task> call)
    {
        return OfAsync(Called);

        async Task<bool> Called()
        {
            await call().ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>The same; "deadlock" where it has not ended when the limit is over.</summary>
    /// <typeparam name="T">What the call gives.</typeparam>
    /// <param name="call">Calls the example.</param>
    /// <returns>The result or the error, as a value.</returns>
    public static async Task<Ended<T>> WithinLimitAsync<T>(Func<Task<T>> call)
    {
        var ended = OfAsync(call);
        return await Waiting.EndsWithin(ended, Limit).ConfigureAwait(false)
            ? await ended.ConfigureAwait(false)
            : new(default, "deadlock");
    }

    /// <summary>The category that contracts use for an error; one that has none keeps its class's name.</summary>
    /// <param name="error">What was thrown, if anything.</param>
    /// <returns>The category; nothing for no error.</returns>
    public static string? Category(Exception? error) => error switch
    {
        null => null,
        TimeoutException => "timeout",
        OperationCanceledException => "cancelled",
        AggregateException => "aggregate",
        ObjectDisposedException or System.Threading.Channels.ChannelClosedException => "closed",
        IOException => "broken-pipe",
        ArithmeticException or ArgumentException or InvalidOperationException => "user",
        _ => error.GetType().Name,
    };

    private static Ended<T> Caught<T>(Func<T> call)
    {
        try
        {
            return new(call());
        }
        catch (Exception error)
        {
            return new(default, Category(error), error);
        }
    }
}
