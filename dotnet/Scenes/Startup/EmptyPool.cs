using System.Collections.Concurrent;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Each worker notes itself, waits until all are there, and takes a moment to end: who ends in order can say so.
/// </summary>
/// <remarks>
/// In timed trials a worker is the example's own. A worker process that nobody ends does so by itself, and says
/// nothing.
/// </remarks>
public static class EmptyPoolScene
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.2);

    public sealed record Parameters(string Variant, int Workers);

    public sealed record Output(
        int? Workers = null, bool? OtherProcesses = null, int? Ended = null, string? Error = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var (threads, workers) = (state.Variant == "threads", state.Workers);
        if (!watch.Observed)
        {
            await Started(
                threads, workers, () => { }, [.. ExampleProcess.Command(typeof(EmptyPool)), "worker"]);
            return new Output();
        }

        using var notes = new Notes();
        using var traced = ExampleProcess.TraceChildren(watch);
        ConcurrentBag<Thread> ours = [];
        void Begin()
        {
            ours.Add(Thread.CurrentThread);
            Worker.Begin(notes, watch, workers);
        }

        var command = Children.Command(typeof(Worker), typeof(EmptyPool), notes.Path, $"{workers}");
        var call = watch.Span("call");
        var error = await Children.Outcome(() => Started(threads, workers, Begin, command));
        call.Dispose();
        watch.Event("told");
        var lines = notes.Lines();
        string[][] began = [.. lines.Where(line => line[0] == "began")];
        var pids = began.Select(line => line[1]).Distinct().ToArray();
        return new Output(
            threads ? began.Select(line => line[2]).Distinct().Count() : pids.Length,
            pids.Length > 0 && !pids.Contains($"{Environment.ProcessId}"),
            threads ? ours.Count(thread => !thread.IsAlive) : lines.Count(line => line[0] == "ended"),
            error);
    }

    private static Task Started(bool threads, int workers, Action begin, IReadOnlyList<string> command)
    {
        if (!threads)
        {
            return EmptyPool.SpawnAsync(workers, command);
        }

        EmptyPool.Threads(workers, begin);
        return Task.CompletedTask;
    }

    /// <summary>A worker process: the example's own, and what it notes.</summary>
    private static class Worker
    {
        public static bool Begin(Notes notes, ITrace watch, int workers)
        {
            using var span = watch.Span("begin");
            notes.Add("began", Environment.ProcessId, Environment.CurrentManagedThreadId);
            if (notes.Lines().Count(line => line[0] == "began") > workers)
            {
                return false; // one too many, whom nobody waits to meet
            }

            watch.Rendezvous("all there", workers);
            return true;
        }

        public static async Task Main(string[] args)
        {
            var notes = new Notes(args[0]);
            if (!Begin(notes, TraceAddress.TraceFromEnvironment(), int.Parse(args[1])))
            {
                return;
            }

            using var rescue = new Timer(_ => Environment.Exit(75), null, Patience, Timeout.InfiniteTimeSpan);
            await EmptyPool.Main(["worker"]);
            await Task.Delay(Moment);
            notes.Add("ended");
        }
    }
}
