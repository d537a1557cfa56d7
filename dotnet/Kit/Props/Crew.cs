using System.Diagnostics;

namespace Parallax.Props;

/// <summary>So many threads that all begin each turn together; and a rescue for those that hang.</summary>
/// <remarks>
/// <code>
/// var crew = new Crew(workers, watch);
/// crew.Run(turns, _ => CounterRace.Lock(counter, gate));   // the number is one that no other call of the run gets
/// (crew.Done, crew.Error)                                  // calls that returned; what was raised, or "deadlock"
/// </code>
/// In timed trials nobody waits for anybody: each thread is a plain loop. In observed ones each is a span
/// <c>worker</c>, and says how many calls returned: <c>did</c>.
/// </remarks>
public sealed class Crew(int size, ITrace watch, Action? rescue = null)
{
    private const int MetMs = 10_000;
    private const int HangsMs = 2_000;
    private const int Together = 16; // turns that all begin together; those that follow are each thread's own
    private int _done;
    private volatile string? _error;
    private volatile bool _over;

    /// <summary>How many calls returned.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>The category of the first error that a call raised; "deadlock" if they hung.</summary>
    public string? Error => _error;

    /// <summary>Lets each thread make the call so often.</summary>
    public void Run(int turns, Action<int> job)
    {
        // Not disposed: a thread that hangs may still stand there.
        var start = new Start(size);
        Action<int, Start, int, Action<int>> turn = watch.Observed ? Observed : Plain;
        Thread[] threads = [.. Enumerable.Range(0, size).Select(number => new Thread(
            () => turn(number, start, turns, job))
        {
            IsBackground = true,
        })];
        foreach (var thread in threads)
        {
            thread.Start();
        }

        if (watch.Observed)
        {
            LookAfter(threads, start);
            return;
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }
    }

    /// <summary>The category that contracts use for an error; what has none keeps its class's name.</summary>
    public static string Category(Exception error) => error switch
    {
        AggregateException => "aggregate",
        OperationCanceledException => "cancelled",
        TimeoutException => "timeout",
        OverflowException => "overflow",
        KeyNotFoundException => "not-found",
        SynchronizationLockException or SemaphoreFullException => "lock-misuse",
        ObjectDisposedException => "closed",
        InvalidOperationException => "user",
        _ => error.GetType().Name,
    };

    private void Plain(int number, Start start, int turns, Action<int> job)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            job((number * turns) + turn);
        }

        Interlocked.Add(ref _done, turns);
    }

    private void Observed(int number, Start start, int turns, Action<int> job)
    {
        using var span = watch.Span("worker", item: number);
        var did = 0;
        for (var turn = 0; turn < turns && !_over; turn++)
        {
            if (turn < Together)
            {
                start.Meet(MetMs);
            }

            if (_over)
            {
                break;
            }

            try
            {
                job((number * turns) + turn);
                Interlocked.Increment(ref _done);
                did++;
            }
            catch (Exception error)
            {
                _error ??= Category(error);
            }
        }

        watch.Event("did", item: number, value: did);
    }

    private void LookAfter(Thread[] threads, Start start)
    {
        var (seen, since) = (Done, Stopwatch.StartNew());
        while (threads.Any(thread => thread.IsAlive))
        {
            foreach (var thread in threads)
            {
                thread.Join(5);
            }

            if (Done != seen)
            {
                (seen, since) = (Done, Stopwatch.StartNew());
            }
            else if (since.ElapsedMilliseconds > HangsMs)
            {
                (_over, _error) = (true, "deadlock");
                start.Abort();
                rescue?.Invoke();
                foreach (var thread in threads)
                {
                    thread.Join(100);
                }

                return;
            }
        }
    }

    /// <summary>A barrier that can be given up.</summary>
    private sealed class Start(int parties)
    {
        private readonly object _gate = new();
        private int _come;
        private int _turn;
        private bool _over;

        public void Meet(int limitMs)
        {
            lock (_gate)
            {
                var turn = _turn;
                if (++_come == parties)
                {
                    (_come, _turn) = (0, _turn + 1);
                    Monitor.PulseAll(_gate);
                    return;
                }

                while (turn == _turn && !_over && Monitor.Wait(_gate, limitMs))
                {
                }
            }
        }

        public void Abort()
        {
            lock (_gate)
            {
                _over = true;
                Monitor.PulseAll(_gate);
            }
        }
    }
}
