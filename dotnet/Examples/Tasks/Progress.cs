using System.Threading.Channels;

namespace Parallax.Examples;

/// <summary>Long work on another thread reports how far it is: on which thread, and when, am I told?</summary>
/// <remarks>
/// A plain callback runs on the thread of the work, which may not touch a window. <c>Progress&lt;T&gt;</c>
/// posts each report to the <c>SynchronizationContext</c> in which it was made: a window's shows them in
/// order, and before a result that is awaited there; so does Python's event loop. Without a context it posts
/// to the thread pool: then a report may overtake another one, or come after the result. A channel makes the
/// reports a stream.
/// </remarks>
public static class Progress
{
    /// <summary>Shown on the thread of the work.</summary>
    public static async Task<int> CallbackAsync(Func<IProgress<int>, int> work, Action<int> show) =>
        await Task.Run(() => work(new Direct(show)));

    /// <summary>Shown where <c>Progress</c> was made: in its context, or on the thread pool.</summary>
    public static async Task<int> PostedAsync(Func<IProgress<int>, int> work, Action<int> show)
    {
        var progress = new Progress<int>(show);
        return await Task.Run(() => work(progress));
    }

    /// <summary>Read from a channel, until the work is over.</summary>
    public static async Task<int> StreamAsync(Func<IProgress<int>, int> work, Action<int> show)
    {
        var reports = Channel.CreateUnbounded<int>();
        var working = CallbackAsync(work, percent => reports.Writer.TryWrite(percent));
        _ = working.ContinueWith(_ => reports.Writer.Complete(), TaskScheduler.Default); // also if it failed
        await foreach (var percent in reports.Reader.ReadAllAsync())
        {
            show(percent);
        }

        return await working;
    }

    public static async Task Main()
    {
        foreach (var way in new[] { CallbackAsync, PostedAsync, StreamAsync })
        {
            var steps = await way(Work, Show);
            Console.WriteLine($"{way.Method.Name}: {steps} steps done");
        }

        static void Show(int percent) =>
            Console.WriteLine($"{percent} on thread {Environment.CurrentManagedThreadId}");

        static int Work(IProgress<int> progress)
        {
            progress.Report(50);
            progress.Report(100);
            return 2;
        }
    }

    private sealed class Direct(Action<int> show) : IProgress<int>
    {
        public void Report(int percent) => show(percent);
    }
}
