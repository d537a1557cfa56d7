#:package Microsoft.Extensions.Logging.Console
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Parallax.Examples;

/// <summary>Several workers log. How do their records reach one place, and what does a level hold back?</summary>
/// <remarks>
/// Threads may share a logger: <c>ILogger</c> is thread-safe. Processes share nothing: a child is a program,
/// which sets up its own logging. It writes each record as a line of JSON to its standard output, and its
/// parent gives the records to the real log. If several processes write into one file, their lines may mix.
/// Python sends records through a queue. A record below the level is not made. The default level of a factory
/// is <c>Information</c>; that of Python's root logger is WARNING. The console's logger has a thread of its
/// own: dispose of the factory, or the last lines are lost.
/// </remarks>
public static class WorkerLogging
{
    /// <summary>Each worker is a process; a task of the parent reads its records.</summary>
    public static async Task ProcessesAsync(
        string[] names, IReadOnlyList<string> command, LogLevel? level, ILoggerProvider place)
    {
        await Task.WhenAll(names.Select(name => CollectAsync(name, command, level, place)));
    }

    private static async Task CollectAsync(
        string name, IReadOnlyList<string> command, LogLevel? level, ILoggerProvider place)
    {
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), name, $"{level}"]);
        start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            using var sent = JsonDocument.Parse(line);
            var (from, text) =
                (sent.RootElement.GetProperty("Category"), sent.RootElement.GetProperty("Message"));
            var severity = Enum.Parse<LogLevel>(sent.RootElement.GetProperty("LogLevel").GetString()!);
            place.CreateLogger(from.GetString()!).Log(severity, "{Text}", text.GetString());
        }

        await child.WaitForExitAsync();
    }

    /// <summary>Each worker is a thread; all of them share the provider.</summary>
    public static async Task ThreadsAsync(
        string[] names, Action<ILogger> work, LogLevel? level, ILoggerProvider place)
    {
        using var loggers = NewFactory(level, logging => logging.AddProvider(place));
        var workers = names.Select(loggers.CreateLogger).Select(logger =>
            Task.Factory.StartNew(
                () => work(logger), default, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(workers);
    }

    /// <summary>Without a level a factory has its default.</summary>
    public static ILoggerFactory NewFactory(LogLevel? level, Action<ILoggingBuilder> to) =>
        LoggerFactory.Create(logging =>
        {
            to(logging);
            if (level is { } lowest)
            {
                logging.SetMinimumLevel(lowest);
            }
        });

    public static void Work(ILogger logger)
    {
        logger.LogInformation("starts");
        logger.LogWarning("test");
        logger.LogInformation("is done");
    }

    /// <summary>With a name and a level it is the child.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var name, var lowest])
        {
            LogLevel? level = Enum.TryParse<LogLevel>(lowest, out var told) ? told : null;
            using var loggers = NewFactory(level, logging => logging.AddJsonConsole());
            Work(loggers.CreateLogger(name));
            return;
        }

        using var place = new Lines();
        await ProcessesAsync(["worker-0", "worker-1"], [Environment.ProcessPath!], LogLevel.Warning, place);
        await ThreadsAsync(["thread-0", "thread-1"], Work, LogLevel.Warning, place);
    }

    /// <summary>Writes each record as a line; one object is the log and all of its loggers.</summary>
    private sealed class Lines(string name = "") : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => new Lines(categoryName);

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<T>(T state)
            where T : notnull => null;

        public void Log<T>(
            LogLevel level, EventId id, T state, Exception? error, Func<T, Exception?, string> text) =>
            Console.WriteLine($"[{level}/{name}] {text(state, error)}");

        public void Dispose()
        {
        }
    }
}
