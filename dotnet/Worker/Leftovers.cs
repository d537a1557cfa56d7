namespace Parallax.Worker;

/// <summary>Threads that an example left in the worker's own process.</summary>
/// <remarks>
/// .NET has no list of its threads. Linux has: the runtime's own and the pool's are told by their names.
/// Elsewhere nothing is seen.
/// </remarks>
internal sealed class Leftovers
{
    private const string Tasks = "/proc/self/task";

    // Linux keeps 15 characters; ".NET Long Runni(ng Task)" is a dedicated thread and therefore not here.
    private static readonly string[] Known =
    [
        ".NET TP", ".NET Tiered", ".NET Sockets", ".NET Timer", ".NET SigHandler", ".NET Finalizer", ".NET SynchManag",
        ".NET EventPipe", ".NET BGC", ".NET Server", ".NET GC", ".NET File", "parallax-",
    ];

    private readonly HashSet<string>? _before;

    private Leftovers(HashSet<string>? before) => _before = before;

    /// <summary>Sees nothing: for a process whose threads are not all ours.</summary>
    public static Leftovers Nothing { get; } = new(null);

    /// <summary>Remembers the threads that are there now.</summary>
    public static Leftovers Baseline() =>
        OperatingSystem.IsLinux() ? new Leftovers([.. Directory.GetDirectories(Tasks)]) : Nothing;

    /// <summary>The names of the threads that came since and are neither the runtime's nor the pool's.</summary>
    public IReadOnlyList<string> Threads() =>
        _before is null ? [] : [.. Directory.GetDirectories(Tasks).Where(one => !_before.Contains(one)).Select(Name).Where(IsLeft)];

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
