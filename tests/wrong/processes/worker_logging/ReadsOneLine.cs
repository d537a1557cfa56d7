using System.Diagnostics;

namespace Parallax.Wrong.Processes.WorkerLogging;

/// <summary>Reads one line of each child, as if it had no more to say.</summary>
public static class ReadsOneLine
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
        var place = new OnePlace(trace);
        var logger = NewLogger("main", state.Level, place.Write);
        string[] names = [.. Enumerable.Range(0, state.Workers).Select(number => $"worker-{number}")];
        logger.TraceEvent(TraceEventType.Information, 0, "a word");
        logger.TraceEvent(TraceEventType.Information, 0, "another word");
        logger.TraceEvent(TraceEventType.Warning, 0, "a warning");
        logger.TraceEvent(TraceEventType.Error, 0, "an error");
        Func<string[], Parameters, OnePlace, ITrace, Task> workAll = state.Variant == "processes" ? InProcesses : InThreads;
        await workAll(names, state, place, trace);
        Array.ForEach(names, name => logger.TraceEvent(TraceEventType.Information, 0, $"{name} has ended"));
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
        logger.Listeners.Clear();
        logger.Listeners.Add(new LineListener(write));
        return logger;
    }

    private static Task InProcesses(string[] names, Parameters state, OnePlace place, ITrace trace) =>
        Task.WhenAll(names.Select(name => InProcess(name, state, place, trace)));

    private static async Task InProcess(string name, Parameters state, OnePlace place, ITrace trace)
    {
        var start = ExampleProcess.StartInfo(typeof(ReadsOneLine), trace, name, state.Level, $"{state.Workers}");
        start.RedirectStandardError = true;
        using var child = Process.Start(start)!;
        if (await child.StandardError.ReadLineAsync() is { } line)
        {
            place.Write(line);
        }

        await child.WaitForExitAsync();
    }

    public static void Child(string[] args, ITrace trace) =>
        Work(NewLogger(args[0], args[1], Console.Error.WriteLine), int.Parse(args[2]), trace);

    private static Task InThreads(string[] names, Parameters state, OnePlace place, ITrace trace) =>
        Task.WhenAll(names.Select(name => Task.Factory.StartNew(
            () => Work(NewLogger(name, state.Level, place.Write), state.Workers, trace), TaskCreationOptions.LongRunning)));

    private static void Work(TraceSource logger, int workers, ITrace trace)
    {
        using var span = trace.Span("work", item: logger.Name);
        trace.Rendezvous("all at work", workers);
        logger.TraceEvent(TraceEventType.Information, 0, "starts");
        logger.TraceEvent(TraceEventType.Warning, 0, "test");
        logger.TraceEvent(TraceEventType.Information, 0, "is done");
    }
}
