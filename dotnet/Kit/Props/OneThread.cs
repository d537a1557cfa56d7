using System.Collections.Concurrent;

namespace Parallax.Props;

/// <summary>
/// A SynchronizationContext of one thread, such as a window's: calls wait in a queue, and one thread makes them in
/// turn.
/// </summary>
public sealed class OneThread : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Call, object? State)> _queue = [];
    private readonly ConcurrentQueue<Exception> _errors = [];

    /// <summary>The number of its thread.</summary>
    public int Thread { get; private set; }

    /// <summary>What posted calls threw, as an async void method's error does.</summary>
    public IReadOnlyCollection<Exception> Errors => _errors;

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!_queue.IsAddingCompleted)
        {
            _queue.Add((d, state));
        }
    }

    /// <summary>Runs a main method on a new thread that has this context, until what it gives has ended.</summary>
    /// <remarks>
    /// After the limit the thread ends, whatever still waits for it: the task then says TimeoutException.
    /// </remarks>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="main">Called on that thread.</param>
    /// <param name="limit">Ends it; ten seconds if left out.</param>
    /// <returns>What it gives, in the end.</returns>
    public Task<T> Run<T>(Func<Task<T>> main, TimeSpan? limit = null)
    {
        var given = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Turn(main, given, limit ?? TimeSpan.FromSeconds(10)))
        {
            IsBackground = true,
            Name = "props: one thread",
        }.Start();
        return given.Task;
    }

    private void Turn<T>(Func<Task<T>> main, TaskCompletionSource<T> given, TimeSpan limit)
    {
        SetSynchronizationContext(this);
        Thread = Environment.CurrentManagedThreadId;
        try
        {
            var task = main();
            task.ContinueWith(_ => Post(_ => _queue.CompleteAdding(), null), TaskScheduler.Default);
            var end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
            while (_queue.TryTake(out var next, (int)Math.Max(0, end - Environment.TickCount64)))
            {
                Call(next.Call, next.State);
            }

            given.SetResult(task.IsCompleted ? task.GetAwaiter().GetResult() : throw new TimeoutException());
        }
        catch (Exception error)
        {
            given.SetException(error);
        }
    }

    private void Call(SendOrPostCallback call, object? state)
    {
        try
        {
            call(state);
        }
        catch (Exception error)
        {
            _errors.Enqueue(error);
        }
    }
}
