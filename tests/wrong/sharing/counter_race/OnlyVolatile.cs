namespace Parallax.Wrong.Sharing.CounterRace;

/// <summary>Takes Volatile for atomic: each access is seen by all, but adding one still takes two of them.</summary>
public static class OnlyVolatile
{
    public sealed record Parameters(string Variant, int Workers, int PerWorker, int Forced);

    public sealed record Output(long Expected, long Counter, long Lost, bool? EntersTwice, string? UnownedRelease);

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

        Thread[] threads = [.. Enumerable.Range(0, state.Workers).Select(number => new Thread(() => Work(number)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        long expected = state.Workers * times;
        return new Output(
            expected,
            counter.Value,
            expected - counter.Value,
            state.Variant == "lock" ? EntersTwice(counter.Lock) : null,
            state.Variant == "lock" ? UnownedRelease(counter.Lock) : null);
    }

    private static void Gated(Counter counter, int turn, int workers, ITrace trace)
    {
        var value = counter.Value;
        trace.Event("read", item: turn);
        trace.Rendezvous("all have read", workers);
        counter.Value = value + 1;
        trace.Event("written", item: turn);
        trace.Rendezvous("all have written", workers);
    }

    private static void Ungated(Counter counter, int turn, int workers, ITrace trace) => counter.Value++;

    private static void Locked(Counter counter, int turn, int workers, ITrace trace)
    {
        lock (counter.Lock)
        {
            counter.Value++;
        }
    }

    private static void Atomic(Counter counter, int turn, int workers, ITrace trace)
    {
        var value = Volatile.Read(ref counter.Value);
        if (turn == 0)
        {
            trace.Rendezvous("all have read", workers);
        }

        Volatile.Write(ref counter.Value, value + 1);
    }

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
