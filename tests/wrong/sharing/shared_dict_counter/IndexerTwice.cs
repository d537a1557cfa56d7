using System.Collections.Concurrent;

namespace Parallax.Wrong.Sharing.SharedDictCounter;

/// <summary>Takes a concurrent dictionary for enough: it reads by one call and writes by another.</summary>
public static class IndexerTwice
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

        Thread[] workers = [.. Enumerable.Range(0, state.Workers).Select(number => new Thread(
            () => Work(add, number, times, years, gate, state.Workers, trace)))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        var year = years["year"];
        return new Output(state.Workers * times, year, year - state.Start);
    }

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

    private static void Gated(ConcurrentDictionary<string, int> years, Lock gate, int turn, int workers, ITrace trace)
    {
        var year = years["year"];
        trace.Event("read", item: turn);
        trace.Rendezvous("all have read", workers);
        years["year"] = year + 1;
        trace.Event("written", item: turn);
        trace.Rendezvous("all have written", workers);
    }

    private static void Locked(ConcurrentDictionary<string, int> years, Lock gate, int turn, int workers, ITrace trace)
    {
        lock (gate)
        {
            years["year"]++;
        }
    }

    private static void Atomic(ConcurrentDictionary<string, int> years, Lock gate, int turn, int workers, ITrace trace)
    {
        var year = years["year"];
        if (turn == 0)
        {
            trace.Rendezvous("all have read", workers);
        }

        years["year"] = year + 1;
    }
}
