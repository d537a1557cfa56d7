using System.Diagnostics;

namespace Parallax.Examples.Processes;

/// <summary>Several workers log, and one place gets their lines: whole, in each worker's order, from a level up.</summary>
/// <remarks>
/// <para>
/// Threads may share a listener: each call of it is made under a lock. A child process is a program, and sets up its
/// logging by itself. It writes lines to its standard error, and one task a child of the parent takes them from there to
/// the one place; containers and services collect logs in this way too. Processes that write into one file by
/// themselves mix up their lines, some day.
/// </para>
/// <para>
/// What is below the level is not made at all. A <c>TraceSource</c> to which nobody gave a level writes nothing. It is
/// what the framework has; most programs take <c>ILogger</c> instead, from a package that ASP.NET brings along, whose
/// levels are the same in other words. The runtime does not log starts and ends of processes.
/// </para>
/// </remarks>
public static class WorkerLogging
{
    private static readonly Dictionary<string, SourceLevels> Levels = new()
    {
        ["INFO"] = SourceLevels.Information,
        ["WARNING"] = SourceLevels.Warning,
        ["ERROR"] = SourceLevels.Error,
    };

    private static readonly Dictionary<TraceEventType, string> Names = new()
    {
        [TraceEventType.Information] = "INFO",
        [TraceEventType.Warning] = "WARNING",
        [TraceEventType.Error] = "ERROR",
    };

    public sealed record Parameters(string Variant, string Level, int Workers);

    public sealed record Output(string[] MainLines, string[][] WorkerLines, int Suppressed);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        // [step: one place]
        var place = new OnePlace(trace);
        var logger = NewLogger("main", state.Level, place.Write);
        string[] names = [.. Enumerable.Range(0, state.Workers).Select(number => $"worker-{number}")];
        // [step: the parent logs]
        logger.TraceEvent(TraceEventType.Information, 0, "a word");
        logger.TraceEvent(TraceEventType.Information, 0, "another word");
        logger.TraceEvent(TraceEventType.Warning, 0, "a warning");
        logger.TraceEvent(TraceEventType.Error, 0, "an error");
        // [step: the workers log]
        Func<string[], Parameters, OnePlace, ITrace, Task> workAll = state.Variant == "processes" ? InProcesses : InThreads;
        await workAll(names, state, place, trace);
        Array.ForEach(names, name => logger.TraceEvent(TraceEventType.Information, 0, $"{name} has ended"));
        // [step: what came]
        var suppressed = 4 + (4 * state.Workers) - place.Lines.Count;
        return new Output(place.LinesOf("main"), [.. names.Select(place.LinesOf)], suppressed);
    }

    /// <summary>Keeps lines; a file or a screen in other programs.</summary>
    private sealed class OnePlace(ITrace trace)
    {
        public List<string> Lines { get; } = [];

        public void Write(string line)
        {
            lock (Lines)
            {
                Lines.Add(line);
                trace.Event("written", item: line);
            }
        }

        public string[] LinesOf(string name) => [.. Lines.Where(line => line.Contains($"/{name}]"))];
    }

    /// <summary>Makes a line of each event.</summary>
    private sealed class LineListener(Action<string> write) : TraceListener
    {
        public override void TraceEvent(TraceEventCache? cache, string source, TraceEventType type, int id, string? message) =>
            write($"[{Names[type]}/{source}] {message}");

        public override void Write(string? text) => write($"{text}");

        public override void WriteLine(string? line) => write($"{line}");
    }

    private static TraceSource NewLogger(string name, string level, Action<string> write)
    {
        var logger = new TraceSource(name, Levels[level]);
        logger.Listeners.Clear(); // there is one that writes for debuggers
        logger.Listeners.Add(new LineListener(write));
        return logger;
    }

    // [step: processes]
    private static Task InProcesses(string[] names, Parameters state, OnePlace place, ITrace trace) =>
        Task.WhenAll(names.Select(name => InProcess(name, state, place, trace)));

    private static async Task InProcess(string name, Parameters state, OnePlace place, ITrace trace)
    {
        var start = ExampleProcess.StartInfo(typeof(WorkerLogging), trace, name, state.Level, $"{state.Workers}");
        start.RedirectStandardError = true;
        using var child = Process.Start(start)!;
        while (await child.StandardError.ReadLineAsync() is { } line)
        {
            place.Write(line);
        }

        await child.WaitForExitAsync();
    }

    public static void Child(string[] args, ITrace trace) =>
        Work(NewLogger(args[0], args[1], Console.Error.WriteLine), int.Parse(args[2]), trace);

    // [step: threads]
    // Threads of their own, not the pool's: they wait for one another.
    private static Task InThreads(string[] names, Parameters state, OnePlace place, ITrace trace) =>
        Task.WhenAll(names.Select(name => Task.Factory.StartNew(
            () => Work(NewLogger(name, state.Level, place.Write), state.Workers, trace), TaskCreationOptions.LongRunning)));

    // [step: a worker]
    private static void Work(TraceSource logger, int workers, ITrace trace)
    {
        using var span = trace.Span("work", item: logger.Name);
        trace.Rendezvous("all at work", workers);
        logger.TraceEvent(TraceEventType.Information, 0, "starts");
        logger.TraceEvent(TraceEventType.Warning, 0, "test");
        logger.TraceEvent(TraceEventType.Information, 0, "is done");
    }
}
