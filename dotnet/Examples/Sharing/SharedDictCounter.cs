using System.Collections.Concurrent;

namespace Parallax.Examples.Sharing;

/// <summary>Counts in a dictionary that several threads share, with a lock and without one.</summary>
/// <remarks>
/// Each call on a <c>ConcurrentDictionary</c> is safe, but <c>years["year"] = years["year"] + 1</c> is two of them:
/// one that reads and one that writes. Whoever reads before another has written writes the same number again. Left to
/// luck that happens hardly ever, which is why it passes tests; here <c>Gated</c> lets all read before any writes.
/// <c>AddOrUpdate</c> is one call: it writes only if nobody has written meanwhile, else it reads and asks for the
/// new value once more. So its function may run more often than once, and should do nothing but compute. Older code
/// locked a plain <c>Dictionary</c>, which is right as well, if every reader takes the lock, too.
/// </remarks>
public static class SharedDictCounter
{
    public sealed record Parameters(string Variant, int Start, int Workers, int PerWorker, int Forced);

    public sealed record Output(int Made, int Year, int Kept);

    private delegate void Add(
        ConcurrentDictionary<string, int> years, Lock gate, int turn, int workers, ITrace trace);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        Add add = state.Variant switch
        {
            "gated" => Gated,
            "lock" => Locked,
            _ => Atomic,
        };
        var times = state.Variant == "gated" ? state.Forced : state.PerWorker;
        var (years, gate) = (new ConcurrentDictionary<string, int> { ["year"] = state.Start }, new Lock());

        // [step: count]
        // Threads of their own, not the pool's: they wait for one another.
        Thread[] workers = [.. Enumerable.Range(0, state.Workers).Select(number => new Thread(
            () => Work(add, number, times, years, gate, state.Workers, trace)))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        // [step: compare]
        var year = years["year"];
        return new Output(state.Workers * times, year, year - state.Start);
    }

    // [step: the worker]
    private static void Work(
        Add add, int number, int times, ConcurrentDictionary<string, int> years, Lock gate, int workers, ITrace trace)
    {
        using var span = trace.Span("worker", item: number);
        trace.Rendezvous("all at work", workers);
        for (var turn = 0; turn < times; turn++)
        {
            add(years, gate, turn, workers, trace);
        }
    }

    // [step: gated]
    private static void Gated(ConcurrentDictionary<string, int> years, Lock gate, int turn, int workers, ITrace trace)
    {
        var year = years["year"];
        trace.Event("read", item: turn);
        // The gap between the two calls, held open until everybody is in it.
        trace.Rendezvous("all have read", workers);
        years["year"] = year + 1;
        trace.Event("written", item: turn);
        trace.Rendezvous("all have written", workers);
    }

    // [step: locked]
    private static void Locked(ConcurrentDictionary<string, int> years, Lock gate, int turn, int workers, ITrace trace)
    {
        lock (gate)
        {
            years["year"]++;
        }
    }

    // Read and written in one call.
    private static void Atomic(ConcurrentDictionary<string, int> years, Lock gate, int turn, int workers, ITrace trace)
    {
        years.AddOrUpdate("year", 1, (_, year) => year + 1);
    }
}
