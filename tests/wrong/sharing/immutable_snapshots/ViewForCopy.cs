using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Parallax.Wrong.Sharing.ImmutableSnapshots;

/// <summary>Takes read-only for immutable: the view shows what others change behind it.</summary>
public static class ViewForCopy
{
    public sealed record Parameters(string Variant, int[] Base, int Writers, int Adds, int Forced);

    public sealed record Output(
        IReadOnlyList<int> AfterAdd,
        IReadOnlyList<int> BaseAfter,
        bool ViewSeesChange,
        bool CopySeesChange,
        int Made,
        int Added,
        int Seen);

    /// <summary>What is shared: a collection that is replaced, or one that is changed, and a lock.</summary>
    private sealed class Shelf(int[] items)
    {
        public readonly List<int> List = [.. items];
        public readonly Lock Lock = new();
        public ImmutableList<int> Items = [.. items];
    }

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var shelf = new Shelf(state.Base);
        Action<Shelf, int, int, ITrace> add = state.Variant switch
        {
            "mutable" => Mutable,
            "gated" => Gated,
            _ => Swap,
        };
        var times = state.Variant == "gated" ? state.Forced : state.Adds;
        IReadOnlyList<int> snapshot = shelf.List.AsReadOnly();

        void Work(int number)
        {
            using var span = trace.Span("writer", item: number);
            trace.Rendezvous("all at work", state.Writers);
            for (var turn = 0; turn < times; turn++)
            {
                add(shelf, turn, state.Writers, trace);
            }
        }

        Thread[] writers = [.. Enumerable.Range(0, state.Writers).Select(number => new Thread(() => Work(number)))];
        Array.ForEach(writers, writer => writer.Start());
        Array.ForEach(writers, writer => writer.Join());
        var before = state.Base.Length;
        return Copies(state.Base) with
        {
            Made = state.Writers * times,
            Added = (shelf.List.Count) - before,
            Seen = snapshot.Count - before,
        };
    }

    private static void Mutable(Shelf shelf, int turn, int writers, ITrace trace)
    {
        lock (shelf.Lock)
        {
            shelf.List.Add(turn);
        }
    }

    private static void Gated(Shelf shelf, int turn, int writers, ITrace trace)
    {
        var old = shelf.Items;
        trace.Event("read", item: turn);
        trace.Rendezvous("all have read", writers);
        shelf.Items = old.Add(turn);
        trace.Event("replaced", item: turn);
        trace.Rendezvous("all have replaced", writers);
    }

    private static void Swap(Shelf shelf, int turn, int writers, ITrace trace) =>
        Mutable(shelf, turn, writers, trace);

    private static Output Copies(int[] numbers)
    {
        ImmutableList<int> first = [.. numbers];
        var after = first.Add(4);
        var prices = new Dictionary<string, int> { ["tea"] = 1 };
        var (view, copy) = (new ReadOnlyDictionary<string, int>(prices), prices.AsReadOnly());
        prices["tea"] = 2;
        return new Output(
            after,
            first,
            ViewSeesChange: view["tea"] == 2,
            CopySeesChange: copy["tea"] == 2,
            Made: 0,
            Added: 0,
            Seen: 0);
    }
}
