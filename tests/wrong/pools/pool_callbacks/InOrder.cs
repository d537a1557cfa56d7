namespace Parallax.Wrong.Pools.PoolCallbacks;

/// <summary>Awaits the jobs in their order: the slow first one keeps all others waiting.</summary>
public static class InOrder
{
    public sealed record Parameters(string Variant, int Jobs, int FailFrom);

    public sealed record Output(
        IReadOnlyList<int> Succeeded, IReadOnlyList<int> Failed, IReadOnlyList<string> Messages, int Threads);

    private sealed class Refused(int number) : Exception
    {
        public int Number => number;
    }

    private sealed class Book(int others, ITrace trace)
    {
        private readonly Lock _lock = new();

        public List<int> Succeeded { get; } = [];

        public List<int> Failed { get; } = [];

        public List<string> Messages { get; } = [];

        public HashSet<int> Threads { get; } = [];

        public void OnResult(int number)
        {
            lock (_lock)
            {
                Succeeded.Add(number);
                Told(number);
            }
        }

        public void OnError(Refused error)
        {
            lock (_lock)
            {
                Failed.Add(error.Number);
                Messages.Add($"job {error.Number} broke down");
                Told(error.Number);
            }
        }

        private void Told(int number)
        {
            Threads.Add(Environment.CurrentManagedThreadId);
            trace.Event("told", item: number);
            if (Succeeded.Count + Failed.Count == others)
            {
                trace.OpenGate("the others are told");
            }
        }
    }

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var book = new Book(state.Jobs - 1, trace);
        await (state.Variant switch
        {
            "callbacks" => Callbacks(book, book.OnError, state, trace),
            "as-completed" => Completed(book, state, trace),
            "no-error-callback" => Callbacks(book, null, state, trace),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        });
        trace.Event("over");
        return new Output(book.Succeeded, book.Failed, book.Messages, book.Threads.Count);
    }

    private static async Task Callbacks(Book book, Action<Refused>? onError, Parameters state, ITrace trace)
    {
        var jobs = Enumerable.Range(0, state.Jobs)
            .Select(number => Job(number, state.FailFrom, number == 0, trace))
            .ToArray();
        foreach (var job in jobs)
        {
            try
            {
                book.OnResult(await job);
            }
            catch (Refused error)
            {
                book.OnError(error);
            }
        }
    }

    private static async Task Completed(Book book, Parameters state, ITrace trace)
    {
        var jobs = Enumerable.Range(0, state.Jobs)
            .Select(number => Job(number, state.FailFrom, number == 0, trace))
            .ToArray();
        await foreach (var ended in Task.WhenEach(jobs))
        {
            try
            {
                book.OnResult(await ended);
            }
            catch (Refused error)
            {
                book.OnError(error);
            }
        }
    }

    private static Task<int> Job(int number, int failFrom, bool slow, ITrace trace) => Task.Run(async () =>
    {
        if (slow)
        {
            await trace.WaitGateAsync("the others are told");
            trace.Event("slow job goes on");
        }

        trace.Event("ended", item: number);
        return number < failFrom ? number : throw new Refused(number);
    });
}
