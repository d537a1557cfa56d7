using System.Collections.Concurrent;
using System.Diagnostics;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Threads transfer in a circle; each that has its first lock waits until all have one, or a moment has passed.
/// </summary>
/// <remarks>So who would deadlock does, every time. Who hangs is interrupted, and counted.</remarks>
public static class LockOrderDeadlockScene
{
    private const int MomentMs = 50; // a right text never has all threads between their locks
    private const int ShownMs = 150; // all have a lock and wait for another: nobody can go on, unless he gives up
    private const int HangsMs = 2_000;
    private const int Tries = 1; // how often each thread is held there

    public sealed record Parameters(string Variant, int Threads, int Times, int Balance, int Amount);

    public sealed record Output(int Done, int Deadlocked, int Total, int[]? Balances, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace watch)
    {
        Action<LockOrderDeadlock.Account, LockOrderDeadlock.Account, int> transfer = state.Variant switch
        {
            "as-given" => LockOrderDeadlock.AsGiven,
            "one-order" => LockOrderDeadlock.OneOrder,
            _ => LockOrderDeadlock.TimeOut,
        };
        var expected = state.Variant == "as-given";
        var table = new Table(state.Threads, expected ? HangsMs : MomentMs, watch);
        LockOrderDeadlock.Account[] accounts = [.. Enumerable.Range(0, state.Threads).Select(number =>
            watch.Observed
                ? new Watched(number, state.Balance, table)
                : new LockOrderDeadlock.Account(number, state.Balance))];
        var start = new Barrier(state.Threads);
        var (done, deadlocked, error) = (0, 0, (string?)null);

        void Work(int number)
        {
            using var span = watch.Span("worker", item: number);
            var (before, did) = (0, 0);
            table.Begins(number);
            start.SignalAndWait();
            try
            {
                for (var turn = 0; turn < state.Times; turn++)
                {
                    before = table.Came;
                    transfer(accounts[number], accounts[(number + 1) % state.Threads], state.Amount);
                    if (table.Over)
                    {
                        throw new ThreadInterruptedException(); // another one was let go first
                    }

                    var counts = !watch.Observed || table.Came > before ? 1 : 0;
                    did += counts;
                    Interlocked.Add(ref done, counts);
                }
            }
            // else no lock is what it waited for
            catch (ThreadInterruptedException) when (!watch.Observed || table.Came > before)
            {
                Interlocked.Increment(ref deadlocked);
            }
            catch (Exception other)
            {
                error = Crew.Category(other);
            }
            finally
            {
                table.WaitsNoMore();
                watch.Event("did", item: number, value: did);
            }
        }

        Thread[] threads = [.. Enumerable.Range(0, state.Threads).Select(
            number => new Thread(() => Work(number)) { IsBackground = true })];
        foreach (var thread in threads)
        {
            thread.Start();
        }

        var hung = !Ends(
            threads,
            table,
            () => Volatile.Read(ref done) + table.Asks,
            () => table.Met && state.Variant != "time-out" ? ShownMs : HangsMs);
        int[] balances = [.. accounts.Select(account => account.Balance)];
        return new Output(
            done,
            deadlocked,
            balances.Sum(),
            expected ? null : balances,
            error ?? (hung ? "deadlock" : null));
    }

    // Whether all end by themselves; who does not is interrupted.
    private static bool Ends(Thread[] threads, Table table, Func<int> moved, Func<int> limitMs)
    {
        var (seen, since) = (moved(), Stopwatch.StartNew());
        while (threads.Any(thread => thread.IsAlive))
        {
            foreach (var thread in threads)
            {
                thread.Join(5);
            }

            if (moved() != seen)
            {
                (seen, since) = (moved(), Stopwatch.StartNew());
            }
            else if (since.ElapsedMilliseconds > limitMs())
            {
                table.Over = true;
                foreach (var thread in threads)
                {
                    thread.Interrupt();
                }

                foreach (var thread in threads)
                {
                    thread.Join(300);
                }

                return false;
            }
        }

        return true;
    }

    /// <summary>Where all threads meet that have one lock and want another.</summary>
    private sealed class Table(int parties, int limitMs, ITrace watch)
    {
        private readonly ThreadLocal<int> _number = new();
        private readonly ThreadLocal<IDisposable?> _waits = new();
        private readonly ConcurrentDictionary<Lock, int> _holders = new();
        private readonly object _come = new();
        private readonly ThreadLocal<Lock?> _first = new();
        private readonly ThreadLocal<int> _came = new();
        private int _inside;
        private volatile bool _over;
        private int _asks;

        /// <summary>How often any thread asked for a lock: who lets go and tries again does.</summary>
        public int Asks => Volatile.Read(ref _asks);

        public bool Over
        {
            get => _over;
            set => _over = value;
        }

        public bool Met { get; private set; }

        /// <summary>How often this thread had one lock and asked for another.</summary>
        public int Came => _came.Value;

        /// <summary>This thread is the worker of that number.</summary>
        public void Begins(int number) => _number.Value = number;

        /// <summary>This thread has what it waited for, or was let go.</summary>
        public void WaitsNoMore()
        {
            _waits.Value?.Dispose();
            _waits.Value = null;
        }

        /// <summary>
        /// A thread is about to take this lock: its second, if it has the one that it asked for before.
        /// </summary>
        public void Asked(Lock gate)
        {
            Interlocked.Increment(ref _asks);
            WaitsNoMore();
            if (_first.Value is { IsHeldByCurrentThread: true } && ++_came.Value <= Tries)
            {
                lock (_come)
                {
                    Met |= ++_inside == parties;
                    Monitor.PulseAll(_come);
                    var clock = Stopwatch.StartNew();
                    while (!Met && limitMs - clock.ElapsedMilliseconds is var left && left > 0)
                    {
                        Monitor.Wait(_come, (int)left);
                    }

                    _inside--;
                }

                if (Met)
                {
                    _waits.Value = watch.Span(
                        "wait", item: $"{_number.Value} for {_holders.GetValueOrDefault(gate)}");
                }
            }
            else
            {
                _holders[gate] = _number.Value;
            }

            _first.Value = gate;
        }
    }

    private sealed class Watched(int number, int balance, Table table)
        : LockOrderDeadlock.Account(number, balance)
    {
        public override Lock Gate
        {
            get
            {
                table.Asked(base.Gate);
                return base.Gate;
            }
        }
    }
}
