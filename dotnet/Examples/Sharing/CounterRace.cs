namespace Parallax.Examples.Sharing;

/// <summary>Counts with several threads at once: what is lost without a lock, and why.</summary>
/// <remarks>
/// <c>Value++</c> is three steps: read, add, write. Whoever reads before the other has written writes the same number
/// again, and an increment is lost. Whether that happens is luck: the same five threads give 5000, 4941 or 4777,
/// from one run to the next. So <c>gated</c> does not hope: it makes all threads read before any of them writes.
/// Older code locked on any object; .NET 9 has a type for it. And a number alone needs no lock, since Interlocked
/// does the three steps as one.
/// </remarks>
public static class CounterRace
{
    public sealed record Parameters(string Variant, int Workers, int PerWorker, int Forced);

    public sealed record Output(long Expected, long Counter, long Lost, bool? EntersTwice, string? UnownedRelease);

    /// <summary>A number that threads share, and its lock.</summary>
    private sealed class Counter
    {
        public long Value;
        public readonly Lock Lock = new();
    }

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var counter = new Counter();
        Action<Counter, int, int, ITrace> add = state.Variant switch
        {
            "gated" => Gated,
            "ungated" => Ungated,
            "lock" => Locked,
            _ => Atomic,
        };
        var times = state.Variant == "gated" ? state.Forced : state.PerWorker;

        void Work(int number)
        {
            using var span = trace.Span("worker", item: number);
            trace.Rendezvous("all at work", state.Workers);
            for (var turn = 0; turn < times; turn++)
            {
                add(counter, turn, state.Workers, trace);
            }
        }

        // [step: count]
        // Threads of their own, not the pool's: they wait for one another.
        Thread[] threads = [.. Enumerable.Range(0, state.Workers).Select(number => new Thread(() => Work(number)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        // [step: compare]
        long expected = state.Workers * times;
        return new Output(
            expected,
            counter.Value,
            expected - counter.Value,
            state.Variant == "lock" ? EntersTwice(counter.Lock) : null,
            state.Variant == "lock" ? UnownedRelease(counter.Lock) : null);
    }

    // [step: gated]
    private static void Gated(Counter counter, int turn, int workers, ITrace trace)
    {
        var value = counter.Value;
        trace.Event("read", item: turn);
        // The gap between reading and writing, held open until everybody is in it.
        trace.Rendezvous("all have read", workers);
        counter.Value = value + 1;
        trace.Event("written", item: turn);
        trace.Rendezvous("all have written", workers);
    }

    // [step: ungated]
    private static void Ungated(Counter counter, int turn, int workers, ITrace trace) => counter.Value++;

    // [step: locked]
    private static void Locked(Counter counter, int turn, int workers, ITrace trace)
    {
        lock (counter.Lock)
        {
            counter.Value++;
        }
    }

    // Read, add and write as one step of the processor.
    private static void Atomic(Counter counter, int turn, int workers, ITrace trace) =>
        Interlocked.Increment(ref counter.Value);

    // May the thread that has the lock take it again? (A SemaphoreSlim may not be.)
    private static bool EntersTwice(Lock gate)
    {
        lock (gate)
        {
            var again = gate.TryEnter();
            if (again)
            {
                gate.Exit();
            }

            return again;
        }
    }

    // Giving back what one does not have is a mistake in the program, and is told.
    private static string? UnownedRelease(Lock gate)
    {
        try
        {
            gate.Exit();
            return null;
        }
        catch (SynchronizationLockException)
        {
            return "lock-misuse";
        }
    }
}
