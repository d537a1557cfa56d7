using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Parallax.Examples;

/// <summary>Others add to a collection while I read it: how do I get one that stays as it is?</summary>
/// <remarks>
/// An <c>ImmutableList</c> never changes: <c>Add</c> returns a new list, which shares most of its memory with
/// the old one. A reader of the old list has a snapshot, which needs no lock. To add an item for all, a
/// writer replaces the list. This swap is a read and a write: if two writers read the same list, one addition
/// is lost. <c>ImmutableInterlocked.Update</c> writes only if nobody has written meanwhile, else it calls its
/// function again (compare-and-swap). A <c>ReadOnlyDictionary</c> is a view; a <c>FrozenDictionary</c> is a
/// copy made for reading.
/// </remarks>
public static class ImmutableSnapshots
{
    /// <summary>What is shared: an immutable collection, which is replaced by another.</summary>
    public sealed class Shelf(ImmutableList<int> items)
    {
        public ImmutableList<int> Items = items;
    }

    /// <summary>One list for all: a reader who has it sees it grow.</summary>
    public static void Mutable(List<int> items, Lock gate, int item)
    {
        lock (gate)
        {
            items.Add(item);
        }
    }

    /// <summary>Read and replace: another thread may come in between.</summary>
    public static void NoLock(Shelf shelf, Lock gate, int item) => shelf.Items = shelf.Items.Add(item);

    /// <summary>Both steps as one, again and again until no other thread came in between.</summary>
    public static void Swap(Shelf shelf, Lock gate, int item)
    {
        ImmutableInterlocked.Update(ref shelf.Items, items => items.Add(item));
    }

    /// <summary>It shows each later change of the dictionary.</summary>
    public static IReadOnlyDictionary<string, int> View(Dictionary<string, int> prices) =>
        new ReadOnlyDictionary<string, int>(prices);

    /// <summary>A copy that never changes.</summary>
    public static IReadOnlyDictionary<string, int> Copy(Dictionary<string, int> prices) => prices.ToFrozenDictionary();

    public static void Main()
    {
        var (items, shelf, gate) = (new List<int> { 1, 2 }, new Shelf([1, 2]), new Lock());
        var prices = new Dictionary<string, int> { ["tea"] = 1 };
        var (list, immutable, view, copy) = (items, shelf.Items, View(prices), Copy(prices));
        Mutable(items, gate, 3);
        NoLock(shelf, gate, 3);
        Swap(shelf, gate, 4);
        prices["tea"] = 2;
        Console.WriteLine($"list {string.Join(", ", list)}, immutable list {string.Join(", ", immutable)}");
        Console.WriteLine($"view {view["tea"]}, copy {copy["tea"]}");
    }
}
