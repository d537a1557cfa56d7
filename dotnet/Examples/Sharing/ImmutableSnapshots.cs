using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Parallax.Examples.Sharing;

/// <summary>Several threads add to a collection that a reader has taken beforehand.</summary>
/// <remarks>
/// An <c>ImmutableList</c> never changes. <c>Add</c> gives another list, which shares most of its memory with the
/// first, and whoever has the old one goes on reading it in peace, without a lock. (Who forgets to use what
/// <c>Add</c> gives has added nothing.) To add for all to see, a writer puts the new list in the place of the old
/// one. In between somebody else may have done the same: <c>ImmutableInterlocked</c> notices it, and asks for the
/// new list once more. A frozen collection is quick to read and cannot be added to at all. A
/// <c>ReadOnlyDictionary</c> is read-only for the one who has it, but no copy. The package that older texts name,
/// <c>Microsoft.Bcl.Immutable</c>, is long part of the framework.
/// </remarks>
public static class ImmutableSnapshots
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
        // [step: take a snapshot]
        // No copy: this is what is on the shelf now.
        IReadOnlyList<int> snapshot = state.Variant == "mutable" ? shelf.List : shelf.Items;

        // [step: the writer]
        void Work(int number)
        {
            using var span = trace.Span("writer", item: number);
            trace.Rendezvous("all at work", state.Writers);
            for (var turn = 0; turn < times; turn++)
            {
                add(shelf, turn, state.Writers, trace);
            }
        }

        // [step: add]
        Thread[] writers = [.. Enumerable.Range(0, state.Writers).Select(number => new Thread(() => Work(number)))];
        Array.ForEach(writers, writer => writer.Start());
        Array.ForEach(writers, writer => writer.Join());
        // [step: compare]
        var before = state.Base.Length;
        return Copies(state.Base) with
        {
            Made = state.Writers * times,
            Added = (state.Variant == "mutable" ? shelf.List.Count : shelf.Items.Count) - before,
            Seen = snapshot.Count - before,
        };
    }

    // [step: mutable]
    private static void Mutable(Shelf shelf, int turn, int writers, ITrace trace)
    {
        lock (shelf.Lock)
        {
            shelf.List.Add(turn);
        }
    }

    // [step: gated]
    private static void Gated(Shelf shelf, int turn, int writers, ITrace trace)
    {
        var old = shelf.Items;
        trace.Event("read", item: turn);
        // The gap between reading and replacing, held open until everybody is in it.
        trace.Rendezvous("all have read", writers);
        shelf.Items = old.Add(turn);
        trace.Event("replaced", item: turn);
        trace.Rendezvous("all have replaced", writers);
    }

    // [step: swap]
    private static void Swap(Shelf shelf, int turn, int writers, ITrace trace) =>
        ImmutableInterlocked.Update(ref shelf.Items, items => items.Add(turn));

    // [step: copies and views]
    private static Output Copies(int[] numbers)
    {
        ImmutableList<int> first = [.. numbers];
        var after = first.Add(4);
        var prices = new Dictionary<string, int> { ["tea"] = 1 };
        var (view, copy) = (new ReadOnlyDictionary<string, int>(prices), prices.ToFrozenDictionary());
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
