using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// All workers meet in the first items; later, who is behind the item at which the loop is left is held.
/// </summary>
/// <remarks>
/// They go on a moment after that item has ended. A loop that drops the items that have not begun begins hardly any of
/// them.
/// </remarks>
public static class ParallelForeachScene
{
    private const int MostHeld = 20; // a loop that drops none is not held for long

    public sealed record Parameters(string Variant, int N, int Needed, int Workers);

    public sealed record State(Parameters Parameters, int[] Numbers, IDisposable Threads);

    public sealed record Output(long? Total, int? Visits, long? LeftAt, string? Error);

    public static State Prepare(Parameters parameters) =>
        new(parameters, [.. Enumerable.Range(1, parameters.N)], Threads.Spare(parameters.Workers + 2));

    public static void Cleanup(State state) => state.Threads.Dispose();

    public static Output Run(State state, ITrace watch)
    {
        var ((variant, _, _, workers), numbers, _) = state;
        var items = new Items(state.Parameters, watch);
        Func<int, long> visit = watch.Observed ? items.Visit : item => item;
        Func<int, bool> fits = item => visit(item) == state.Parameters.Needed;
        var told = variant == "leave"
            ? Ended.Of(() => ParallelForeach.Leave(numbers, fits, workers), watch)
            : Ended.Of(() => (long?)ParallelForeach.ForEach(numbers, visit, workers), watch);
        watch.Event("told");
        items.Told.Set();
        var (total, leftAt) =
            (variant == "for-each" ? told.Value : null, variant == "leave" ? told.Value : null);
        return new Output(total, watch.Observed ? items.Visits : null, leftAt, told.Error);
    }

    /// <summary>What is done with each item, and how many it has been done with.</summary>
    private sealed class Items(Parameters state, ITrace watch)
    {
        // The items that are not held: all, those up to the one that fits, the one that fails.
        private readonly int _needed =
            state.Variant switch { "for-each" => state.N, "leave" => state.Needed, _ => 1 };
        private readonly ManualResetEventSlim _leaving = new();
        private int _visits;
        private int _held;

        public ManualResetEventSlim Told { get; } = new();

        public int Visits => Volatile.Read(ref _visits);

        public long Visit(int item)
        {
            using (watch.Span("visit", item: item))
            {
                if (Interlocked.Increment(ref _visits) <= state.Workers)
                {
                    watch.Rendezvous("all at work", state.Workers);
                }

                if (item <= _needed)
                {
                    watch.Event("needed", item: item);
                }
                else if (Interlocked.Increment(ref _held) <= MostHeld)
                {
                    _leaving.Wait(millisecondsTimeout: 2_000);
                    Told.Wait(millisecondsTimeout: 50);
                }
            }

            watch.Event("visited", item: item);
            if (item == _needed)
            {
                _leaving.Set();
            }

            return item == _needed && state.Variant == "error"
                ? throw new InvalidOperationException($"item {item}")
                : item;
        }
    }
}
