using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Parallax.Wrong.Tasks.Progress;

/// <summary>Takes Progress&lt;T&gt; where the reports must have been dealt with when the work is over.</summary>
public static class PostedForDirect
{
    public sealed record Parameters(string Variant, int Steps);

    public sealed record Output(int[] Shown, string ShownBy, bool LastBeforeResult);

    /// <summary>Shows reports; remembers them, and who showed them.</summary>
    private sealed class Screen(int steps, ITrace trace)
    {
        private int _count;

        public ConcurrentQueue<int> Shown { get; } = [];

        public ConcurrentBag<int> Threads { get; } = [];

        public TaskCompletionSource All { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Show(int percent)
        {
            Shown.Enqueue(percent);
            Threads.Add(Environment.CurrentManagedThreadId);
            trace.Event("shown", item: percent);
            var count = Interlocked.Increment(ref _count);
            if (count == 1)
            {
                trace.Event("first shown");
                trace.OpenGate("first shown");
            }

            if (count == steps)
            {
                All.SetResult();
            }
        }
    }

    /// <summary>Calls back on the thread that reports.</summary>
    private sealed class Direct(Action<int> show) : IProgress<int>
    {
        public void Report(int percent) => show(percent);
    }

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var screen = new Screen(state.Steps, trace);
        var worker = state.Variant switch
        {
            "callback" => await Callback(screen, state.Steps, trace),
            "posted" => await Posted(screen, state.Steps, trace),
            _ => await Stream(screen, state.Steps, trace),
        };
        // [step: the result]
        trace.Event("result");
        var lastBefore = screen.Shown.Contains(100);
        trace.OpenGate("result");
        await screen.All.Task; // some reports may still be on their way
        var shownBy = screen.Threads.All(thread => thread == worker) ? "worker" : "another";
        return new Output([.. screen.Shown], shownBy, lastBefore);
    }

    // [step: callback]
    private static Task<int> Callback(Screen screen, int steps, ITrace trace) =>
        Posted(screen, steps, trace);

    // [step: posted]
    private static Task<int> Posted(Screen screen, int steps, ITrace trace)
    {
        var progress = new Progress<int>(percent =>
        {
            // Nothing makes the result wait for this, however long it takes to show.
            if (percent == 100)
            {
                trace.WaitGate("result");
            }

            screen.Show(percent);
        });
        return RunLong(() => Work(steps, progress, trace));
    }

    // [step: stream]
    private static async Task<int> Stream(Screen screen, int steps, ITrace trace)
    {
        var reports = Channel.CreateUnbounded<int>();
        var working = RunLong(() =>
        {
            try
            {
                return Work(steps, new Direct(percent => reports.Writer.TryWrite(percent)), trace);
            }
            finally
            {
                reports.Writer.Complete(); // after the last report, even if it failed
            }
        });
        await foreach (var percent in reports.Reader.ReadAllAsync())
        {
            screen.Show(percent);
        }

        return await working;
    }

    // Long work has a thread of its own: it would only hold up the pool's.
    private static Task<int> RunLong(Func<int> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // [step: work]
    private static int Work(int steps, IProgress<int> progress, ITrace trace)
    {
        for (var step = 1; step <= steps; step++)
        {
            progress.Report(100 * step / steps);
            if (step == 1)
            {
                trace.WaitGate("first shown");
            }
        }

        trace.Event("worked");
        return Environment.CurrentManagedThreadId;
    }
}
