using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Writers add at the same moment, the gap before each write held open, to what a reader has taken beforehand.
/// </summary>
/// <remarks>
/// Without a lock all must have read before any writes, so the loss is exact. With one, no second may come to the gap.
/// </remarks>
public static class ImmutableSnapshotsScene
{
    public sealed record Parameters(string Variant, int[] Base, int Writers, int Adds, int Forced);

    public sealed record Output(
        int? Made = null,
        int? Added = null,
        IReadOnlyList<int>? Kept = null,
        int? Distinct = null,
        int? Seen = null,
        bool? SeesChange = null,
        bool? Writable = null,
        string? Error = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace watch)
    {
        var (list, shelf, gate) =
            (new List<int>(state.Base), new ImmutableSnapshots.Shelf([.. state.Base]), new Lock());
        IReadOnlyList<int> snapshot = state.Variant == "mutable" ? list : shelf.Items;
        switch (state.Variant)
        {
            case "view":
                return LookBehind(ImmutableSnapshots.View);
            case "copy":
                return LookBehind(ImmutableSnapshots.Copy);
            case "mutable":
                return Add(item => ImmutableSnapshots.Mutable(list, gate, item));
            case "no-lock":
                return Add(item => ImmutableSnapshots.NoLock(shelf, gate, item));
            default:
                return Add(item => ImmutableSnapshots.Swap(shelf, gate, item));
        }

        Output Add(Action<int> add)
        {
            var unlocked = state.Variant == "no-lock";
            var crew = Race.Run(state.Writers, unlocked ? state.Forced : state.Adds, unlocked, watch, add);
            IReadOnlyList<int> after = state.Variant == "mutable" ? list : shelf.Items;
            var before = state.Base.Length;
            return new Output(
                crew.Done,
                after.Count - before,
                [.. after.Take(before)],
                after.Skip(before).Distinct().Count(),
                snapshot.Count - before,
                Error: crew.Error);
        }
    }

    // Whether what the function gives shows a later change of what it was given, and can be changed itself.
    private static Output LookBehind(Func<Dictionary<string, int>, IReadOnlyDictionary<string, int>> function)
    {
        var prices = new Dictionary<string, int> { ["tea"] = 1 };
        try
        {
            var given = function(prices);
            prices["tea"] = 2;
            var writable = given is IDictionary<string, int> { IsReadOnly: false };
            return new Output(SeesChange: given["tea"] == 2, Writable: writable);
        }
        catch (Exception error)
        {
            return new Output(Error: Crew.Category(error));
        }
    }
}
