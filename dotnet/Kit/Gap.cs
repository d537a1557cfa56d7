using System.Diagnostics;
using Parallax.Props;

namespace Parallax;

/// <summary>Holds open the gaps before an example's stores, so that a missing lock shows.</summary>
/// <remarks>
/// Woven into the examples of observed trials, and off unless a trial opened it. A thread that is about to store stops
/// until another stands at the same store, or a moment has passed and no other thread computes: on a loaded machine one
/// may wait for a processor for longer than the moment. Under a right lock no other can come; a delay may let a wrong
/// text through, but never condemns a right one. Only the first stores of each thread at each place are held: a right
/// text under a lock pays the whole moment for each. And where nobody came several times in a row, though all who come
/// there have begun to, nobody is waited for any more.
/// </remarks>
public static class Gap
{
    private const int MostStores = 8;
    // stores in a row at which nobody came, since a thread came there for the first time
    private const int MostInVain = 6;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(50); // for those that compute
    private static readonly object Gate = new(); // Monitor's, to be able to wait at it
    private static readonly Dictionary<int, Meeting> Meetings = [];
    private static volatile bool _open;
    private static int _trial;
    private static int _parties;
    private static TimeSpan _moment;
    private static TimeSpan _most;
    private static int _coming; // at the lock: they may look asleep
    private static int _inside;
    private static long _since;
    private static TimeSpan _held;

    [ThreadStatic]
    private static Passed? _passed;

    /// <summary>For how long at least one thread was held since <see cref="Open"/>: no time of the example's.</summary>
    public static TimeSpan Held
    {
        get
        {
            lock (Gate)
            {
                return _inside > 0 ? _held + Stopwatch.GetElapsedTime(_since) : _held;
            }
        }
    }

    /// <summary>Holds gaps from now on.</summary>
    /// <remarks>
    /// The worker does so around each trial that asks for it; a scene may, to meet all of its threads there.
    /// </remarks>
    /// <param name="parties">How many threads at one place let each other go on.</param>
    /// <param name="moment">How long to wait for them; by default 5 ms.</param>
    /// <param name="most">How long to wait while another thread computes; by default 50 ms.</param>
    public static void Open(int parties = 2, TimeSpan? moment = null, TimeSpan? most = null)
    {
        lock (Gate)
        {
            (_parties, _moment, _most, _held) = (parties, moment ?? Moment, most ?? Most, TimeSpan.Zero);
            _since = Stopwatch.GetTimestamp();
            _trial++;
            _open = true;
        }
    }

    /// <summary>Holds none any more, and lets go whom it holds.</summary>
    public static void Close()
    {
        lock (Gate)
        {
            _open = false;
            Meetings.Clear();
            Monitor.PulseAll(Gate);
        }
    }

    /// <summary>Woven into examples: a store follows.</summary>
    /// <param name="place">Which of the assembly's stores it is.</param>
    public static void Before(int place)
    {
        if (_open && Count(place) is var earlier and < MostStores)
        {
            Hold(place, isNew: earlier == 0);
        }
    }

    // How often this thread has come here before.
    private static int Count(int place)
    {
        if (_passed is not { } passed || passed.Trial != _trial)
        {
            _passed = passed = new Passed(_trial, []);
        }

        var stores = passed.Stores.GetValueOrDefault(place);
        passed.Stores[place] = stores + 1;
        return stores;
    }

    private static void Hold(int place, bool isNew)
    {
        Interlocked.Increment(ref _coming);
        try
        {
            Monitor.Enter(Gate);
        }
        finally
        {
            Interlocked.Decrement(ref _coming);
        }

        try
        {
            if (!Meetings.TryGetValue(place, out var meeting))
            {
                Meetings[place] = meeting = new Meeting();
            }

            meeting.InVain = isNew ? 0 : meeting.InVain;
            if (meeting.InVain >= MostInVain)
            {
                return;
            }

            if (++meeting.Arrived >= _parties)
            {
                meeting.IsMet = true;
                Meetings.Remove(place);
                Monitor.PulseAll(Gate);
                return;
            }

            Enter();
            Wait(meeting);
            Leave();
            if (!meeting.IsMet)
            {
                meeting.Arrived--;
                meeting.InVain++;
            }
        }
        finally
        {
            Monitor.Exit(Gate);
        }
    }

    private static void Wait(Meeting meeting)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            while (!meeting.IsMet && _open && Left(Stopwatch.GetElapsedTime(began)) is var left
                && left > TimeSpan.Zero)
            {
                Monitor.Wait(Gate, (int)Math.Ceiling(left.TotalMilliseconds));
            }
        }
        catch (ThreadInterruptedException)
        {
            Thread.CurrentThread.Interrupt(); // it was meant for the example: for its next wait
        }
    }

    // Another look's time where the moment has passed, but somebody may yet come.
    private static TimeSpan Left(TimeSpan elapsed) =>
        elapsed >= _moment && elapsed < _most && (Waiting.Computes() || Volatile.Read(ref _coming) > 0)
            ? Look
            : _moment - elapsed;

    private static void Enter()
    {
        if (_inside++ == 0)
        {
            _since = Stopwatch.GetTimestamp();
        }
    }

    private static void Leave()
    {
        if (--_inside == 0)
        {
            _held += Stopwatch.GetElapsedTime(_since);
        }
    }

    /// <summary>Threads that stand at one place.</summary>
    private sealed class Meeting
    {
        public int Arrived { get; set; }

        public bool IsMet { get; set; }

        public int InVain { get; set; }
    }

    /// <summary>How often one thread has passed each place in a trial.</summary>
    private sealed record Passed(int Trial, Dictionary<int, int> Stores);
}
