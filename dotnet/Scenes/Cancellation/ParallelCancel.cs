using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>A loop is stopped while every worker is in the middle of an item: which items begin after that?</summary>
/// <remarks>
/// The items that are under way wait until the token is cancelled. Their clean-up takes a moment, so a caller that does
/// not wait for it is told before.
/// </remarks>
public static class ParallelCancelScene
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rescue = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public sealed record Parameters(string Variant, int Items, int CancelAfter, int Workers, int LimitMs);

    public sealed record State(Parameters Parameters, IDisposable Threads);

    public sealed record Output(string? Error, int Started);

    public static State Prepare(Parameters parameters) =>
        new(parameters, Threads.Spare(parameters.Workers + 2));

    public static void Cleanup(State state) => state.Threads.Dispose();

    public static async Task<Output> Run(State state, ITrace watch)
    {
        var (variant, count, _, workers, limitMs) = state.Parameters;
        int[] numbers = [.. Enumerable.Range(0, count)];
        var items = new Items(state.Parameters, watch);
        if (variant == "beforehand")
        {
            await items.Stop.CancelAsync();
            items.Enough.Set();
        }

        var control = new Thread(items.Control) { IsBackground = true };
        control.Start();
        var told = variant switch
        {
            "give-up" => await Ended.OfAsync(
                () => ParallelCancel.GiveUpAsync(
                    numbers, items.Handle, workers, TimeSpan.FromMilliseconds(limitMs))),
            "portions" => Ended.Of(
                () => ParallelCancel.Portions(numbers, items.Handle, workers, items.Stop.Token), watch),
            _ => Ended.Of(
                () => ParallelCancel.Idiomatic(numbers, items.Handle, workers, items.Stop.Token), watch),
        };
        watch.Event("told");
        items.Told.Set();
        items.Enough.Set();
        control.Join();
        items.Rest(variant == "give-up" ? count : items.Started);
        return new Output(told.Error, items.Started);
    }

    /// <summary>Counts the items that begin, holds them from a certain one on, and stops the loop then.</summary>
    private sealed class Items(Parameters parameters, ITrace watch)
    {
        private readonly ManualResetEventSlim _released = new();
        private int _started;
        private int _ended;

        public CancellationTokenSource Stop { get; } = new();

        public ManualResetEventSlim Enough { get; } = new();

        public ManualResetEventSlim Told { get; } = new();

        public int Started => Volatile.Read(ref _started);

        public void Handle(int item)
        {
            var behind = Interlocked.Increment(ref _started) - parameters.CancelAfter;
            var held = behind >= 0 && behind < parameters.Workers;
            try
            {
                using var span = watch.Span("item", item: item);
                if (held)
                {
                    watch.Rendezvous("all at work", parameters.Workers);
                    Enough.Set();
                    _released.Wait(Limit);
                    Told.Wait(Moment);
                }
            }
            finally
            {
                watch.Event("cleaned-up", item: item);
                Interlocked.Increment(ref _ended);
            }
        }

        /// <summary>Stops the loop, and lets the items that are under way go on when that is done.</summary>
        public void Control()
        {
            Enough.Wait(Limit);
            if (parameters.Variant == "give-up")
            {
                Told.Wait(Rescue);
            }
            else
            {
                Stop.Cancel();
                watch.Event("cancel");
            }

            _released.Set();
        }

        /// <summary>Waits until so many items have ended, for two seconds at most.</summary>
        public void Rest(int count)
        {
            SpinWait.SpinUntil(() => Volatile.Read(ref _ended) >= count, Rescue);
        }
    }
}
