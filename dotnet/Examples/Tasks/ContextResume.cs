using System.Collections.Concurrent;

namespace Parallax.Examples;

/// <summary>Another thread finished what I awaited: on which thread do I go on, and with which context?</summary>
/// <remarks>
/// With a SynchronizationContext, such as a window's, <c>await</c> brings the rest of the method back to it,
/// here to the window's thread. <c>ConfigureAwait(false)</c> and a console program do not: the rest then runs
/// on the thread that finished what was awaited, or on the thread pool. <c>Task.Run</c> runs work that blocks
/// on the pool: it sees the caller's AsyncLocal values, and what it sets is lost. So is what an async method
/// sets, once it returns. In Python a coroutine always continues on its event loop, and what it sets its
/// caller sees, too.
/// </remarks>
public static class ContextResume
{
    private static readonly AsyncLocal<string?> Request = new();

    /// <summary>The request that this code works for.</summary>
    public static string? Current => Request.Value;

    /// <summary>Await a reply; then show it in the context in which the method was called.</summary>
    public static async Task ResumeAsync(string name, Task<string> reply, Action<string, string?> show)
    {
        Request.Value = name;
        var answer = await reply;
        show(answer, Request.Value);
    }

    /// <summary>Run work that blocks on another thread; then show its result in the context.</summary>
    public static async Task OffloadAsync(
        string name, Func<string?, string> work, Action<string, string?> show)
    {
        Request.Value = name;
        var result = await Task.Run(() => InCopy(work));
        show(result, Request.Value);
    }

    /// <summary>Await a reply as library code does, which needs no window: the rest may run on any thread.</summary>
    public static async Task ConfigureAwaitAsync(
        string name, Task<string> reply, Action<string, string?> show)
    {
        Request.Value = name;
        var answer = await reply.ConfigureAwait(false);
        show($"{answer}", Request.Value);
    }

    private static string InCopy(Func<string?, string> work)
    {
        var seen = Request.Value; // the caller's
        Request.Value = "the worker's"; // in this copy only
        return work(seen);
    }

    public static void Main() => new Window().Run(async () =>
    {
        await ResumeAsync(
            "alice", Task.Run(() => Report("replies")), (answer, name) => Report($"{answer} for {name}"));
        await OffloadAsync("bob", Report, (answer, name) => Report($"{answer} for {name}"));
        await ConfigureAwaitAsync(
            "carol", Task.Run(() => Report("replies")), (answer, name) => Report($"{answer} for {name}"));
    });

    // Says on which thread it runs, and takes its time, as a slow service does.
    private static string Report(string? text)
    {
        Thread.Sleep(50);
        Console.WriteLine($"thread {Environment.CurrentManagedThreadId}: {text}");
        return "an answer";
    }

    // What a window has: calls wait in a queue, and one thread makes them in turn.
    private sealed class Window : SynchronizationContext
    {
        private readonly BlockingCollection<Action> _calls = [];

        public override void Post(SendOrPostCallback d, object? state) => _calls.Add(() => d(state));

        public void Run(Func<Task> main)
        {
            SetSynchronizationContext(this);
            main().ContinueWith(_ => _calls.CompleteAdding(), TaskScheduler.Default);
            foreach (var call in _calls.GetConsumingEnumerable())
            {
                call();
            }
        }
    }
}
