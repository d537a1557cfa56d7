using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// The first job ends when all others were told of: who was told, of what, when, and on which thread?
/// </summary>
/// <remarks>
/// Two callbacks wait for one another, which takes two threads. The last one takes a moment, so a program that does not
/// wait for it is done before.
/// </remarks>
public static class PoolCallbacksScene
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public sealed record Parameters(string Variant, int Jobs, int FailFrom);

    public sealed record State(Parameters Parameters, IDisposable Threads);

    public sealed record Output(
        IReadOnlyList<int> Succeeded,
        IReadOnlyList<int> Failed,
        string? Error,
        IReadOnlyList<string> Messages,
        int Threads);

    public static State Prepare(Parameters parameters) => new(parameters, Threads.Spare(4));

    public static void Cleanup(State state) => state.Threads.Dispose();

    public static async Task<Output> Run(State state, ITrace watch)
    {
        var (variant, count, failFrom) = state.Parameters;
        var book = new Book(variant, count - 1, watch);
        int[] numbers = [.. Enumerable.Range(0, count)];
        var running = new List<Task>();
        var told = await Ended.OfAsync(() => variant switch
        {
            "as-completed" => PoolCallbacks.AsCompletedAsync(numbers, Job, book.OnResult, book.OnError),
            "callbacks" => PoolCallbacks.CallbacksAsync(numbers, Job, book.OnResult, book.OnError),
            _ => PoolCallbacks.CallbacksAsync(numbers, Job, book.OnResult, null),
        });
        watch.Event("over");
        var output = book.Output(told.Error);
        book.Over.Set();
        watch.OpenGate("the others are told");
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (told.Error is null && variant == "callbacks")
        {
            book.Rest(count); // what is told too late is told within the trial
        }

        return output;

        Task<int> Job(int number)
        {
            var job = Task.Run(async () =>
            {
                if (number == 0 && variant != "no-error-callback")
                {
                    await watch.WaitGateAsync("the others are told");
                    watch.Event("slow job goes on");
                }

                watch.Event("ended", item: number);
                return number < failFrom
                    ? number
                    : throw new InvalidOperationException($"job {number} broke down");
            });
            running.Add(job);
            return job;
        }
    }

    /// <summary>What was told so far, and on which threads.</summary>
    private sealed class Book(string variant, int others, ITrace watch)
    {
        private readonly Lock _lock = new();
        private readonly List<int> _succeeded = [];
        private readonly List<int> _failed = [];
        private readonly List<string> _messages = [];
        private readonly HashSet<int> _threads = [];
        private int _begun;

        public ManualResetEventSlim Over { get; } = new();

        public void OnResult(int number) => Told(number, () => _succeeded.Add(number));

        public void OnError(Exception error)
        {
            var number = int.Parse(error.Message.Split(' ')[1]);
            Told(number, () =>
            {
                _failed.Add(number);
                _messages.Add(error.Message);
            });
        }

        public Output Output(string? error)
        {
            lock (_lock)
            {
                return new Output([.. _succeeded], [.. _failed], error, [.. _messages], _threads.Count);
            }
        }

        /// <summary>Waits until so many were told, a second at most.</summary>
        public void Rest(int count) => SpinWait.SpinUntil(
            () => Output(null) is var now && now.Succeeded.Count + now.Failed.Count >= count, 1000);

        private void Told(int number, Action write)
        {
            using (watch.Span("telling", item: number))
            {
                if (variant == "callbacks" && others >= 2 && Interlocked.Increment(ref _begun) <= 2)
                {
                    watch.Rendezvous("two are told at once", 2);
                }

                if (number == 0 && watch.Observed)
                {
                    Over.Wait(Moment);
                }

                lock (_lock)
                {
                    write();
                    _threads.Add(Environment.CurrentManagedThreadId);
                    watch.Event("told", item: number);
                    if (_succeeded.Count + _failed.Count == others)
                    {
                        watch.OpenGate("the others are told");
                    }
                }
            }
        }
    }
}
