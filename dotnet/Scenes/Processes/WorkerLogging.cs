using Microsoft.Extensions.Logging;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Workers that meet log to a watched place; the last lines of a child come late if nobody waits for them.
/// </summary>
public static class WorkerLoggingScene
{
    public sealed record Parameters(string Variant, string Level, int Workers);

    public sealed record Output(
        string[] MainLines, string[][] WorkerLines, int Suppressed, string[] WithoutLevel, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var place = new Place(watch);
        var level = state.Level switch
        {
            "INFO" => LogLevel.Information,
            "WARNING" => LogLevel.Warning,
            _ => LogLevel.Error,
        };
        Say("main", level);
        Say("unset", null);
        string[] names = [.. Enumerable.Range(0, state.Workers).Select(number => $"worker-{number}")];
        string? error;
        using (ExampleProcess.TraceChildren(watch))
        {
            var command = Children.Command(typeof(Worker), typeof(WorkerLogging), $"{state.Workers}");
            error = await Children.PatientOutcome(() => state.Variant == "processes"
                ? WorkerLogging.ProcessesAsync(names, command, level, place)
                : WorkerLogging.ThreadsAsync(
                    names,
                    logger => Worker.Meet("", state.Workers, watch, () => WorkerLogging.Work(logger)),
                    level,
                    place));
        }

        var lines = place.Lines();
        string[] Of(string name) => [.. lines.Where(line => line.Contains($"/{name}]"))];
        string[][] workers = [.. names.Select(Of)];
        var suppressed = 4 + (3 * state.Workers) - Of("main").Length - workers.Sum(one => one.Length);
        return new Output(
            Of("main"),
            workers,
            suppressed,
            [.. Of("unset").Select(line => line[1..line.IndexOf('/')])],
            error);

        void Say(string name, LogLevel? lowest)
        {
            using var loggers = WorkerLogging.NewFactory(lowest, logging => logging.AddProvider(place));
            var logger = loggers.CreateLogger(name);
            logger.LogInformation("a word");
            logger.LogInformation("another word");
            logger.LogWarning("a warning");
            logger.LogError("an error");
        }
    }

    /// <summary>A child: it meets the others, and is the example's child.</summary>
    private static class Worker
    {
        public static Task Main(string[] args) => Meet(
            args[1],
            int.Parse(args[0]),
            TraceAddress.TraceFromEnvironment(),
            () => WorkerLogging.Main(args[1..]));

        public static void Meet(string item, int parties, ITrace watch, Action work)
        {
            using var span = watch.Span("work", item);
            watch.Rendezvous("all at work", parties);
            work();
        }

        private static async Task Meet(string item, int parties, ITrace watch, Func<Task> work)
        {
            using var span = watch.Span("work", item);
            watch.Rendezvous("all at work", parties);
            await work();
        }
    }

    /// <summary>Keeps what comes.</summary>
    private sealed class Place(ITrace watch) : ILoggerProvider
    {
        private readonly List<string> _lines = [];

        public string[] Lines()
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => new Named(categoryName, this);

        public void Dispose()
        {
        }

        private void Add(string line)
        {
            lock (_lines)
            {
                _lines.Add(line);
                watch.Event("written", item: line);
            }
        }

        private sealed class Named(string name, Place place) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel level,
                EventId id,
                TState state,
                Exception? error,
                Func<TState, Exception?, string> text)
            {
                var said = level == LogLevel.Information ? "INFO" : level.ToString().ToUpperInvariant();
                place.Add($"[{said}/{name}] {text(state, error)}");
            }
        }
    }
}
