using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Callers deposit one each; one that has read waits until nobody else can go on, so all who may come in have.
/// </summary>
/// <remarks>
/// In variant cancelled the first is held inside, the second is cancelled while it waits, and then a third one comes: a
/// waiter that gives back what it never had lets it in. In thread-lock each is called on a thread of its own, and the
/// first is held inside until the second has given up.
/// </remarks>
public static class AsyncLockScene
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50); // of a caller that blocks its thread

    public sealed record Parameters(string Variant, int Callers, int Fails);

    public sealed record Output(int? Balance, IReadOnlyList<string> Errors, bool? HeldAfter);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        await Task.Yield(); // onto the pool, whose rest is waited for
        using var play = new Play(state, watch);
        var ends = state.Variant switch
        {
            "cancelled" => await play.CancelledAsync(),
            "thread-lock" => await play.OnThreadsAsync(),
            _ => await Task.WhenAll(
                Enumerable.Range(0, state.Callers).Select(number => play.CallAsync(number))),
        };
        string[] errors =
            [.. ends.Select(end => end.Error).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        return new Output(watch.Observed ? play.Balance : null, errors, play.HeldAfter());
    }

    private sealed class Play(Parameters state, ITrace watch) : IDisposable
    {
        private readonly SemaphoreSlim _gate = new(1, 1);
        private readonly object _monitor = new();
        private readonly TaskCompletionSource _inside = new(
            TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _writes;

        public int Balance { get; private set; }

        public async Task<Told<bool>[]> CancelledAsync()
        {
            using var stop = new CancellationTokenSource();
            var first = CallAsync(0);
            await Rest.Async();
            var second = CallAsync(1, stop.Token);
            await Rest.Async();
            await stop.CancelAsync();
            watch.Event("cancelled", item: 1);
            await Rest.Async();
            var third = CallAsync(2);
            await Rest.Async();
            _go.SetResult();
            return await Task.WhenAll(first, second, third);
        }

        public async Task<Told<bool>[]> OnThreadsAsync()
        {
            var first = Apart(0);
            await _inside.Task.WaitAsync(TimeSpan.FromSeconds(2))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var second = await Apart(1);
            _go.SetResult();
            return [await first, second];

            Task<Told<bool>> Apart(int number) => Task.Factory
                .StartNew(
                    () => CallAsync(number),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default)
                .Unwrap();
        }

        public async Task<Told<bool>> CallAsync(int number, CancellationToken stop = default)
        {
            IDisposable? span = null;
            var waits = watch.Span("wait", item: number);
            var end = await Told.Of(
                () => state.Variant switch
                {
                    "no-lock" => AsyncLock.NoLockAsync(ReadAsync, WriteAsync, _gate, stop),
                    "thread-lock" => AsyncLock.ThreadLockAsync(ReadAsync, WriteAsync, _monitor, Patience),
                    _ => AsyncLock.LockAsync(ReadAsync, WriteAsync, _gate, stop),
                },
                watch.Observed,
                () => Volatile.Read(ref _writes));
            waits.Dispose();
            watch.Event("told", item: number, value: end.Error ?? "well");
            return end;

            async Task<int> ReadAsync()
            {
                waits.Dispose();
                span = watch.Span("deposit", item: number);
                var seen = Balance;
                if (number == 0 && state.Variant is "cancelled" or "thread-lock")
                {
                    _inside.TrySetResult();
                    await _go.Task;
                }
                else if (watch.Observed)
                {
                    await Rest.Async();
                }

                if (number == state.Fails)
                {
                    span.Dispose();
                    throw new InvalidOperationException($"{number}");
                }

                return seen;
            }

            Task WriteAsync(int value)
            {
                Balance = value;
                Interlocked.Increment(ref _writes);
                span?.Dispose();
                return Task.CompletedTask;
            }
        }

        public bool? HeldAfter()
        {
            if (state.Variant != "thread-lock")
            {
                return state.Variant == "no-lock" ? null : _gate.CurrentCount == 0;
            }

            var free = Monitor.TryEnter(_monitor, 0);
            if (free)
            {
                Monitor.Exit(_monitor);
            }

            return !free;
        }

        public void Dispose() => _gate.Dispose();
    }
}
