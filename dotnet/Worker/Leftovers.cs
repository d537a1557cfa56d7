using System.Text;

namespace Parallax.Worker;

/// <summary>What an example left running in the worker's own process: threads, and work of the thread pool.</summary>
/// <remarks>
/// .NET has no list of its threads. Linux has: the runtime's own and the pool's are told by their names.
/// Elsewhere no thread is seen.
/// </remarks>
internal sealed class Leftovers
{
    private const string Tasks = "/proc/self/task";

    private const string PoolWorker = ".NET TP Worker";

    private const int LongestName = 64; // bytes; a name has 15 at most

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(50);

    // Linux keeps 15 characters; ".NET Long Runni(ng Task)" is a dedicated thread and therefore not here.
    private static readonly string[] Known =
    [
        ".NET TP", ".NET Tiered", ".NET Sockets", ".NET Timer", ".NET SigHandler", ".NET Finalizer",
        ".NET SynchManag",
        ".NET EventPipe", ".NET BGC", ".NET Server", ".NET GC", ".NET File", "parallax-",
    ];

    private readonly HashSet<string>? _before;
    private HashSet<string> _told = [];
    private bool _busy;

    private Leftovers(HashSet<string>? before) => _before = before;

    /// <summary>Sees no thread.</summary>
    public static Leftovers Nothing { get; } = new(null);

    /// <summary>Remembers the threads that are there now.</summary>
    public static Leftovers Baseline() =>
        OperatingSystem.IsLinux() ? new Leftovers([.. Directory.GetDirectories(Tasks)]) : Nothing;

    /// <summary>
    /// Waits a moment for the thread pool's work: what that throws ends this process now, and not in the next row.
    /// </summary>
    /// <returns>Whether the pool is still at work.</returns>
    public bool PoolIsBusy()
    {
        _busy = !SpinWait.SpinUntil(Rests, _busy ? TimeSpan.Zero : Grace);
        return _busy;
    }

    /// <summary>
    /// The names of the threads that came since, do not end, and are neither the runtime's nor the pool's.
    /// </summary>
    /// <param name="others">The system's numbers of threads that somebody else accounts for.</param>
    public IReadOnlyList<string> Threads(IReadOnlySet<int> others)
    {
        if (_before is null)
        {
            return [];
        }

        try
        {
            return Threads(_before, others);
        }
        catch (IOException)
        {
            return []; // no descriptor is left to list them with, which is told of
        }
    }

    private static bool Rests()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        var waiting = ThreadPool.PendingWorkItemCount; // before the threads: what is taken up has one
        ThreadPool.GetAvailableThreads(out var free, out _);
        return waiting == 0 && free == most;
    }

    private IReadOnlyList<string> Threads(HashSet<string> before, IReadOnlySet<int> others)
    {
        // A task has ended before its own thread has. What stays, a prepared state's say, is waited for only once.
        (string Task, string Name)[] found = [];
        SpinWait.SpinUntil(() => (found = Found(before, others)).All(one => _told.Contains(one.Task)), Grace);
        _told = [.. found.Select(one => one.Task)];
        return [.. found.Select(one => one.Name)];
    }

    // A thread that was given no name has that of the one that started it, in Linux: of the pool's there may be more
    // than the pool knows. Which of them those are, nobody can tell: the last ones are named.
    private static (string Task, string Name)[] Found(HashSet<string> before, IReadOnlySet<int> others)
    {
        (string Task, string Name)[] all = [];
        var workers = 0;
        // A worker of the pool is counted before it has its name: until it has, it would stand for a leftover.
        SpinWait.SpinUntil(
            () =>
            {
                all = [.. Directory.GetDirectories(Tasks).Select(one => (Task: one, Name: Name(one)))];
                workers = ThreadPool.ThreadCount; // after the list: one that comes meanwhile is no leftover
                return all.Count(one => one.Name == PoolWorker) >= workers;
            },
            Settled);
        return
        [
            .. all.Where(one => !before.Contains(one.Task) && IsLeft(one.Name) && !others.Contains(
                int.Parse(Path.GetFileName(one.Task)))),
            .. all.Where(one => one.Name == PoolWorker).Skip(workers),
        ];
    }

    private static string Name(string task)
    {
        try
        {
            Span<byte> room = stackalloc byte[LongestName];
            using var file = File.OpenHandle(task + "/comm", share: FileShare.ReadWrite); // any other would lock it
            return Encoding.UTF8.GetString(room[..RandomAccess.Read(file, room, 0)]).TrimEnd();
        }
        catch (IOException)
        {
            return ""; // it has just ended
        }
    }

    private static bool IsLeft(string name) =>
        name != "" && !Known.Any(known => name.StartsWith(known, StringComparison.Ordinal));
}
