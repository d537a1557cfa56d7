using System.Diagnostics;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A child ends, or a child's parent is killed: each look that the program takes at it is ours, and is kept.
/// </summary>
/// <remarks>
/// The child takes a moment to end, so that a program that does not wait for it sees it alive. The orphan is asked by
/// the scene when the program is done with its parent.
/// </remarks>
public static class ProcessReapingScene
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(150);

    public sealed record Parameters(string Variant, int ExitCode);

    public sealed record Output(
        string? BeforeWait,
        string? AfterKill,
        string? AfterWait,
        int? ExitCode,
        bool? OutlivesParent,
        bool? Reparented,
        string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Task<Output> Run(Parameters given, ITrace watch) =>
        given.Variant == "orphan" ? OrphanAsync(watch) : EndedChildAsync(given.ExitCode, watch);

    private static async Task<Output> EndedChildAsync(int exitCode, ITrace watch)
    {
        var command = Children.Command(typeof(Child), typeof(ProcessReaping));
        using var child = Process.Start(ExampleProcess.StartInfo(command, watch, "end", $"{exitCode}"))!;
        var looks = new Looks(watch);
        var call = watch.Span("call");
        var (told, error) = await Children.Outcome(() => ProcessReaping.EndedChildAsync(child, looks.Look));
        call.Dispose();
        watch.Event("step", item: "collected");
        child.Kill();
        await child.WaitForExitAsync();
        var states = looks.Told(told.Looks, 3)?.Select(one => one.State).ToArray();
        int? code = error is null ? told.Code : null;
        return new Output(states?[0], states?[1], states?[2], code, null, null, error);
    }

    private static async Task<Output> OrphanAsync(ITrace watch)
    {
        IReadOnlyList<string> command = ExampleProcess.Command(typeof(ProcessReaping));
        var start = ExampleProcess.StartInfo([.. command, "start another", .. command, "live on"], watch);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        using var parent = Process.Start(start)!;
        var pid = int.Parse(await parent.StandardOutput.ReadLineAsync() ?? "0");
        var looks = new Looks(watch);
        using var rescue = new Rescue(parent, TimeSpan.FromSeconds(2));
        var call = watch.Span("call");
        var (told, error) = await Children.Outcome(() => ProcessReaping.OrphanAsync(parent, pid, looks.Look));
        call.Dispose();
        var died = Children.StateOf(parent.Id) is "Z" or "gone" && !rescue.Used;
        rescue.Dispose(); // what follows may take its time
        if (died)
        {
            watch.Event("step", item: "parent died");
        }

        var answers = await AnswersAsync(parent);
        if (answers)
        {
            watch.Event("step", item: "orphan answers");
        }

        parent.Kill();
        await parent.WaitForExitAsync();
        var seen = looks.Told(told, 2);
        var reparented = seen is not null && seen[0].Parent == parent.Id && seen[1].State == "alive"
            && seen[1].Parent != parent.Id;
        for (var looked = 0; looked < 2000 && Children.StateOf(pid) is not ("Z" or "gone"); looked++)
        {
            await Task.Delay(1);
        }

        return new Output(null, null, null, null, died && answers, reparented, error);
    }

    private static async Task<bool> AnswersAsync(Process parent)
    {
        try
        {
            await parent.StandardInput.WriteLineAsync("Are you there?");
            parent.StandardInput.Close(); // the orphan ends when it has read that
            return await parent.StandardOutput.ReadLineAsync() == "Are you there? Yes.";
        }
        catch (IOException)
        {
            return false; // nobody reads that pipe any more
        }
    }

    /// <summary>What the program saw; a process that has not ended is alive, whatever it does.</summary>
    private sealed class Looks(ITrace watch)
    {
        private readonly List<(string State, int? Parent)> _seen = [];

        public (string State, int? Parent) Look(int pid)
        {
            var (state, parent) = ProcessReaping.StateAndParent(pid);
            if (state is "Z" or "gone" && _seen.All(one => one.State == "alive"))
            {
                watch.Event("step", item: "parent looks");
            }

            _seen.Add((state is "Z" or "gone" ? state : "alive", parent));
            return _seen[^1];
        }

        /// <summary>The last looks, if those are what the program tells of.</summary>
        public (string State, int? Parent)[]? Told((string State, int? Parent)[]? looks, int number) =>
            looks?.Length == number && looks.SequenceEqual(_seen.TakeLast(number)) ? looks : null;
    }

    /// <summary>The example's own child, which takes a moment to end.</summary>
    private static class Child
    {
        public static Task<int> Main(string[] args)
        {
            Thread.Sleep(Moment);
            TraceAddress.TraceFromEnvironment().Event("step", item: "child ends");
            return ProcessReaping.Main(args);
        }
    }
}
