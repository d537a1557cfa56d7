namespace Parallax;

/// <summary>The gates of one trial, by name: one-shot gates and rendezvous.</summary>
/// <remarks>
/// A gate at which somebody waited in vain has been given up: nobody waits there any more, so that a program which
/// never meets it is held up once, however often it comes by.
/// </remarks>
public sealed class Gates
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _open = [];
    private readonly HashSet<string> _givenUp = [];
    private readonly Dictionary<string, List<TaskCompletionSource>> _waiting = [];
    private readonly Dictionary<string, List<TaskCompletionSource>> _meeting = [];

    /// <summary>Opens a one-shot gate; it stays open.</summary>
    public void Open(string name)
    {
        List<TaskCompletionSource>? woken;
        lock (_lock)
        {
            _open.Add(name);
            _waiting.Remove(name, out woken);
        }

        woken?.ForEach(waiter => waiter.TrySetResult());
    }

    /// <summary>Waits at a gate in this thread, at most so long.</summary>
    /// <param name="name">The gate's name.</param>
    /// <param name="parties">How many callers must be inside, or null for a one-shot gate.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="gone">Asked now and then: whether the one who waits has gone away.</param>
    /// <returns>Whether the gate was met.</returns>
    public bool Wait(string name, int? parties, TimeSpan limit, Func<bool>? gone = null)
    {
        if (Arrive(name, parties) is not { } waiter)
        {
            return false;
        }

        // A blocked thread is woken by the one who opens the gate: a starved thread pool cannot hold it up.
        var end = Clock.Nanoseconds() + (long)limit.TotalNanoseconds;
        while (!waiter.Task.Wait(Slice(end, gone)))
        {
            var inVain = Clock.Nanoseconds() >= end;
            if (inVain || gone?.Invoke() is true)
            {
                return Leave(name, waiter, inVain);
            }
        }

        return true;
    }

    /// <summary>Waits at a gate without blocking a thread, at most so long.</summary>
    /// <param name="name">The gate's name.</param>
    /// <param name="parties">How many callers must be inside, or null for a one-shot gate.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the gate was met.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<bool> WaitAsync(
        string name, int? parties, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Arrive(name, parties) is not { } waiter)
        {
            return false;
        }

        try
        {
            await waiter.Task.WaitAsync(limit, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return Leave(name, waiter, inVain: true);
        }
        catch (OperationCanceledException)
        {
            Leave(name, waiter, inVain: false);
            throw;
        }
    }

    private static TimeSpan Slice(long end, Func<bool>? gone)
    {
        var left = TimeSpan.FromMicroseconds(Math.Max(0, end - Clock.Nanoseconds()) / 1000 + 1);
        var look = TimeSpan.FromMilliseconds(50);
        return gone is null || left < look ? left : look;
    }

    // Nothing where the gate has been given up: there is nothing to wait for.
    private TaskCompletionSource? Arrive(string name, int? parties)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        List<TaskCompletionSource>? woken;
        lock (_lock)
        {
            if (_givenUp.Contains(name) && !_open.Contains(name))
            {
                return null;
            }

            woken = parties is { } needed ? Meet(name, needed, waiter) : Enter(name, waiter);
        }

        woken?.ForEach(one => one.TrySetResult());
        return waiter;
    }

    private List<TaskCompletionSource>? Enter(string name, TaskCompletionSource waiter)
    {
        if (_open.Contains(name))
        {
            return [waiter];
        }

        ListOf(_waiting, name).Add(waiter);
        return null;
    }

    private List<TaskCompletionSource>? Meet(string name, int parties, TaskCompletionSource waiter)
    {
        var group = ListOf(_meeting, name);
        group.Add(waiter);
        if (group.Count < parties)
        {
            return null;
        }

        _meeting.Remove(name);
        return group;
    }

    private bool Leave(string name, TaskCompletionSource waiter, bool inVain)
    {
        lock (_lock)
        {
            // Whoever is in neither list was let through while its time ran out.
            var met = !((_waiting.TryGetValue(name, out var waiting) && waiting.Remove(waiter))
                || (_meeting.TryGetValue(name, out var meeting) && meeting.Remove(waiter)));
            if (inVain && !met)
            {
                _givenUp.Add(name);
            }

            return met;
        }
    }

    private static List<TaskCompletionSource> ListOf(
        Dictionary<string, List<TaskCompletionSource>> table, string name)
    {
        if (!table.TryGetValue(name, out var list))
        {
            table[name] = list = [];
        }

        return list;
    }
}
