using System.Collections;

namespace Parallax.Props;

/// <summary>A source that counts what was asked of it.</summary>
/// <param name="items">What it gives.</param>
/// <param name="watch">The trial's trace; events <c>made</c>, spans <c>put</c> until the next one is asked for.</param>
/// <remarks>
/// <code>
/// var source = new Source&lt;int&gt;(Enumerable.Range(0, 8), watch);
/// var consumer = new Consumer&lt;int&gt;(() => source.Made, watch);
/// await QueueBounded.HandOverAsync(source, 3, consumer.TakeAsync);
/// consumer.Taken            // every message that came, in order
/// consumer.MadeWhileHeld    // how many the source had made when nobody could go on any more
/// </code>
/// </remarks>
public sealed class Source<T>(IEnumerable<T> items, ITrace watch) : IEnumerable<T>, IAsyncEnumerable<T>
{
    private int _made;

    /// <summary>How many were asked for so far.</summary>
    public int Made => Volatile.Read(ref _made);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        foreach (var item in items)
        {
            Interlocked.Increment(ref _made);
            var label = item as object is int or string ? item : (object?)null;
            using var put = watch.Span("put", item: label); // until the next one is asked for
            watch.Event("made", item: label);
            yield return item;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        foreach (var item in this)
        {
            await Task.CompletedTask;
            yield return item;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Takes messages, and holds the first one until nobody can go on without it.</summary>
/// <param name="made">How far the source is.</param>
/// <param name="watch">The trial's trace; events <c>taken</c>. In a timed trial nothing is held.</param>
public sealed class Consumer<T>(Func<int> made, ITrace watch)
{
    private readonly List<T> _taken = [];

    /// <summary>The messages, in the order in which they came.</summary>
    public IReadOnlyList<T> Taken
    {
        get
        {
            lock (_taken)
            {
                return [.. _taken];
            }
        }
    }

    /// <summary>What the source had made by the end of the hold; null if nothing came.</summary>
    public int? MadeWhileHeld { get; private set; }

    /// <summary>Takes a message without blocking a thread.</summary>
    public async Task TakeAsync(T message)
    {
        if (Keep(message))
        {
            var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            // From a thread of its own: the pool's rest is what it waits for.
            new Thread(() =>
            {
                Hold();
                free.SetResult();
            })
            { IsBackground = true, Name = "hold" }.Start();
            await free.Task;
        }
    }

    /// <summary>Takes a message, in a thread of the program's own.</summary>
    public void Take(T message)
    {
        if (Keep(message))
        {
            Hold();
        }
    }

    private bool Keep(T message)
    {
        lock (_taken)
        {
            _taken.Add(message);
            watch.Event("taken", item: message as object is int or string ? message : null);
            return watch.Observed && _taken.Count == 1;
        }
    }

    private void Hold()
    {
        Stillness.Hold();
        MadeWhileHeld = made();
    }
}
