namespace Parallax.Examples.Pools;

/// <summary>Lets a pool tell the end of each job: its result to one callback, its error to another.</summary>
/// <remarks>
/// <para>
/// A callback is a task that continues another. <c>OnlyOnRanToCompletion</c> makes it one for results,
/// <c>OnlyOnFaulted</c> one for errors; whichever of the two does not apply is cancelled. They run on any
/// threads of the pool, several at once, so what they share needs a lock. Without the second an error
/// vanishes, unless somebody awaits that job.
/// </para>
/// <para>
/// The order is that in which the jobs end. <c>ContinueWith</c> is what older code does. Newer is a loop
/// over tasks as they end, <c>Task.WhenEach</c> (.NET 9): there an ordinary <c>catch</c> catches the errors.
/// </para>
/// </remarks>
public static class PoolCallbacks
{
    public sealed record Parameters(string Variant, int Jobs, int FailFrom);

    public sealed record Output(
        IReadOnlyList<int> Succeeded, IReadOnlyList<int> Failed, IReadOnlyList<string> Messages, int Threads);

    // The job's own error; it holds the job's number.
    private sealed class Refused(int number) : Exception
    {
        public int Number => number;
    }

    // What was told so far, and on which threads.
    private sealed class Book(int others, ITrace trace)
    {
        private readonly Lock _lock = new();

        public List<int> Succeeded { get; } = [];

        public List<int> Failed { get; } = [];

        public List<string> Messages { get; } = [];

        public HashSet<int> Threads { get; } = [];

        // [step: a result is told]
        public void OnResult(int number)
        {
            lock (_lock)
            {
                Succeeded.Add(number);
                Told(number);
            }
        }

        // [step: an error is told]
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

    // Without onError nobody is told of an error, and nobody awaits it: it is lost. Nor are all others ever told,
    // so there the first job must not wait for that.
    private static async Task Callbacks(Book book, Action<Refused>? onError, Parameters state, ITrace trace)
    {
        var told = new List<Task>();
        // [step: hand the jobs over]
        for (var number = 0; number < state.Jobs; number++)
        {
            var slow = number == 0 && onError is not null;
            var job = Job(number, state.FailFrom, slow, trace);
            told.Add(job.ContinueWith(ended => book.OnResult(ended.Result), TaskContinuationOptions.OnlyOnRanToCompletion));
            if (onError is not null)
            {
                told.Add(job.ContinueWith(
                    ended => onError((Refused)ended.Exception!.InnerException!), TaskContinuationOptions.OnlyOnFaulted));
            }
        }

        // [step: wait until all is told]
        await Task.WhenAll(told).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task Completed(Book book, Parameters state, ITrace trace)
    {
        // [step: hand the jobs over]
        var jobs = Enumerable.Range(0, state.Jobs)
            .Select(number => Job(number, state.FailFrom, number == 0, trace))
            .ToArray();
        // [step: take each as it ends]
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

    // [step: the job]
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
