namespace Parallax.Props;

/// <summary>
/// An example's function, called at once on a thread of its own; whether it stands still, and what came of it.
/// </summary>
/// <remarks>
/// <code>
/// var call = Call.Of(() => QueuePollVsBlock.BlockAsync(reader, patience));
/// call.Still();                // it waits: now the scene may give it what it waits for
/// queue.Writer.TryWrite("here");
/// call.End();                  // it ended, or it never will: call.Stuck
/// call.Value, call.Error       // what it gave, or what it threw
/// </code>
/// No clock decides: see <see cref="Stillness"/>. Ask from a thread that the program does not need.
/// </remarks>
public sealed class Call<T>
{
    private readonly TaskCompletionSource<T> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IDisposable? _span;

    internal Call(Func<Task<T>> function, ITrace? watch, string? item)
    {
        _span = watch?.Span("call", item);
        new Thread(() => Run(function)) { IsBackground = true, Name = "call" }.Start();
    }

    /// <summary>Whether the function has ended, and its task as well.</summary>
    public bool Ended => _end.Task.IsCompleted;

    /// <summary>Whether <see cref="End"/> found that it waits for good.</summary>
    public bool Stuck { get; private set; }

    /// <summary>What it gave; nothing if it failed or is stuck.</summary>
    public T? Value => _end.Task.IsCompletedSuccessfully ? _end.Task.Result : default;

    /// <summary>What it threw.</summary>
    public Exception? Error => _end.Task.Exception?.InnerException;

    /// <summary>Waits until it stands still, with all that it started; says so. One that ends does not.</summary>
    public bool Still(TimeSpan? limit = null, TimeSpan? still = null) =>
        Stillness.Wait(() => Ended, limit, still) && !Ended;

    /// <summary>Waits until it has ended, or stands still: to be called when it was given all it waits for.</summary>
    public Call<T> End(TimeSpan? limit = null, TimeSpan? still = null)
    {
        Stillness.Wait(() => Ended, limit, still);
        Stuck = !Ended;
        return this;
    }

    /// <summary>Waits so long at most; says whether it ended. For calls that have a time limit of their own.</summary>
    public bool EndsWithin(TimeSpan limit)
    {
        ((IAsyncResult)_end.Task).AsyncWaitHandle.WaitOne(limit);
        Stuck = !Ended;
        return Ended;
    }

    private void Run(Func<Task<T>> function)
    {
        try
        {
            // Continuations of the example itself go to the pool: there is no context here.
            function().ContinueWith(Tell, TaskScheduler.Default);
        }
        catch (Exception error)
        {
            _span?.Dispose();
            _end.TrySetException(error);
        }
    }

    private void Tell(Task<T> task)
    {
        _span?.Dispose();
        if (task.IsCompletedSuccessfully)
        {
            _end.TrySetResult(task.Result);
        }
        else
        {
            _end.TrySetException(task.Exception?.InnerException ?? new TaskCanceledException(task));
        }
    }
}

/// <summary>Makes calls of functions of any shape.</summary>
public static class Call
{
    /// <summary>Calls a function that gives a task with a result.</summary>
    /// <param name="function">Calls the example.</param>
    /// <param name="watch">The trial's trace, where it is a span <c>call</c>; without an end it stays open.</param>
    /// <param name="item">Which call it is.</param>
    public static Call<T> Of<T>(Func<Task<T>> function, ITrace? watch = null, string? item = null) =>
        new(function, watch, item);

    /// <summary>Calls a function that gives a task; the value is <see langword="true"/>.</summary>
    /// <param name="function">Calls the example.</param>
    /// <param name="watch">As above.</param>
    public static Call<bool> Of(Func<Task> function, ITrace? watch = null) => new(
        async () =>
        {
            await function().ConfigureAwait(false);
            return true;
        },
        watch,
        item: null);

    /// <summary>Calls a function that blocks.</summary>
    public static Call<T> OfBlocking<T>(Func<T> function) =>
        new(() => Task.FromResult(function()), watch: null, item: null);
}
