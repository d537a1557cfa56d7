using System.Runtime.InteropServices;
using System.Text;

namespace Parallax.Worker;

/// <summary>
/// What a worker that hangs says before it is ended: its thread pool, which spans of its trace are open, and what came
/// last.
/// </summary>
internal static class Standing
{
    private const int Most = 20;
    private static volatile LocalPlace? _place;

    /// <summary>From now on it is this trial that may hang.</summary>
    /// <param name="place">Where its trace is, or null for a trial that has none.</param>
    public static void Of(LocalPlace? place) => _place = place;

    /// <summary>Lets SIGQUIT say where the trial stands; it then ends the process, as it always does.</summary>
    /// <returns>What keeps it so, or null on Windows.</returns>
    public static PosixSignalRegistration? OnQuit() =>
        OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => Tell());

    private static void Tell()
    {
        if (_place?.Events is { } events)
        {
            // Not Console.Error: an example may have put its own in its place.
            using var error = Console.OpenStandardError();
            error.Write(Encoding.UTF8.GetBytes(Pool() + (events.Count > 0 ? Text(events) : "")));
        }
    }

    private static string Pool()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return $"The thread pool: {most - free} of {ThreadPool.ThreadCount} threads at work, "
            + $"{ThreadPool.PendingWorkItemCount} jobs waiting\n";
    }

    private static string Text(IReadOnlyList<TraceEvent> events)
    {
        var ended = events.Where(one => one.Kind == "end").Select(one => (one.Pid, one.Span)).ToHashSet();
        var open = events.Where(one => one.Kind == "begin" && !ended.Contains((one.Pid, one.Span))).ToList();
        var lines = open.TakeLast(Most).Select(one => $"  open: {Told(one)}")
            .Append($"  last: {Told(events[^1])}");
        return $"The trace when the time was over:\n{string.Join('\n', lines)}\n";
    }

    private static string Told(TraceEvent one) =>
        $"{one.Name} {one.Item} (thread {one.Thread} of process {one.Pid})";
}
