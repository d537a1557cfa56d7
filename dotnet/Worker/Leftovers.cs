namespace Parallax.Worker;

/// <summary>Threads that an example left in the worker's own process.</summary>
/// <remarks>
/// .NET has no list of its threads. Linux has: the runtime's own and the pool's are told by their names.
/// Elsewhere nothing is seen.
/// </remarks>
internal sealed class Leftovers
{
    private const string Tasks = "/proc/self/task";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    // Linux keeps 15 characters; ".NET Long Runni(ng Task)" is a dedicated thread and therefore not here.
    private static readonly string[] Known =
    [
        ".NET TP", ".NET Tiered", ".NET Sockets", ".NET Timer", ".NET SigHandler", ".NET Finalizer", ".NET SynchManag",
        ".NET EventPipe", ".NET BGC", ".NET Server", ".NET GC", ".NET File", "parallax-",
    ];

    private readonly HashSet<string>? _before;
    private HashSet<string> _told = [];

    private Leftovers(HashSet<string>? before) => _before = before;

    /// <summary>Sees nothing: for a process whose threads are not all ours.</summary>
    public static Leftovers Nothing { get; } = new(null);

    /// <summary>Remembers the threads that are there now.</summary>
    public static Leftovers Baseline() =>
        OperatingSystem.IsLinux() ? new Leftovers([.. Directory.GetDirectories(Tasks)]) : Nothing;

    /// <summary>The names of the threads that came since, do not end, and are neither the runtime's nor the pool's.</summary>
    public IReadOnlyList<string> Threads()
    {
        if (_before is null)
        {
            return [];
        }

        // A task has ended before its own thread has. What stays, a prepared state's say, is waited for only once.
        (string Task, string Name)[] found = [];
        SpinWait.SpinUntil(() => (found = Found(_before)).All(one => _told.Contains(one.Task)), Grace);
        _told = [.. found.Select(one => one.Task)];
        return [.. found.Select(one => one.Name)];
    }

    private static (string Task, string Name)[] Found(HashSet<string> before) =>
    [
        .. Directory.GetDirectories(Tasks)
            .Where(one => !before.Contains(one))
            .Select(one => (Task: one, Name: Name(one)))
            .Where(one => IsLeft(one.Name)),
    ];

    private static string Name(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            return ""; // it has just ended
        }
    }

    private static bool IsLeft(string name) => name != "" && !Known.Any(known => name.StartsWith(known, StringComparison.Ordinal));
}
