using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Parallax.Worker;

/// <summary>
/// What the system keeps for a process: its umask, its limits, what it does with signals, System V objects. Linux only.
/// </summary>
internal sealed partial class SystemSettings
{
    // By their numbers, which most processors have in common.
    private static readonly string[] Limits =
    [
        "CPU", "FSIZE", "DATA", "STACK", "CORE", "RSS", "NPROC", "NOFILE", "MEMLOCK", "AS", "LOCKS",
        "SIGPENDING", "MSGQUEUE",
        "NICE", "RTPRIO", "RTTIME",
    ];

    // The runtime has handlers for them from when it first needs one: SIGPIPE, SIGCHLD, SIGCONT, SIGTTIN, SIGTTOU,
    // SIGWINCH.
    private static readonly int[] Runtimes = [13, 17, 18, 21, 22, 28];
    private const int Page = 4096; // bytes that such a file gives at once
    private static readonly ProcFile Status = new("/proc/self/status");

    private static readonly (string Name, ProcFile File)[] SystemV =
        [.. new[] { ("shared memory", "shm"), ("semaphores", "sem"), ("message queue", "msg") }
            .Where(one => File.Exists($"/proc/sysvipc/{one.Item2}"))
            .Select(one => (one.Item1, new ProcFile($"/proc/sysvipc/{one.Item2}")))];

    private readonly Limit[] _limits = new Limit[Limits.Length];
    private readonly ulong _umask;
    private readonly ulong _caught;
    private readonly ulong _ignored;
    private readonly HashSet<string> _objects = [];

    /// <summary>All as it is now.</summary>
    /// <param name="ownIpc">
    /// Whether System V objects are this worker's alone, so that another program's are none of them.
    /// </param>
    public SystemSettings(bool ownIpc)
    {
        for (var number = 0; number < Limits.Length; number++)
        {
            _ = getrlimit(number, out _limits[number]);
        }

        Span<byte> room = stackalloc byte[Page];
        var status = Status.Read(room);
        _umask = ProcFile.Field(status, "\nUmask:"u8, NumberStyles.None);
        _ignored = ProcFile.Field(status, "\nSigIgn:"u8, NumberStyles.HexNumber);
        _caught = ProcFile.Field(status, "\nSigCgt:"u8, NumberStyles.HexNumber);
        foreach (var (name, file) in ownIpc ? SystemV : [])
        {
            var lines = Encoding.ASCII.GetString(file.Read(room)).Split('\n');
            _objects.UnionWith(lines[1..^1].Select(
                line => $"System V {name} {line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries)[1]}"));
        }
    }

    /// <summary>What is another one now, in plain words.</summary>
    public IEnumerable<string> Changed(SystemSettings now)
    {
        for (var number = 0; number < Limits.Length; number++)
        {
            if (_limits[number] != now._limits[number])
            {
                yield return $"RLIMIT_{Limits[number]}";
            }
        }

        if (_umask != now._umask)
        {
            yield return "the umask";
        }

        var signals = (_caught ^ now._caught) | (_ignored ^ now._ignored);
        for (var number = 1; number < 32; number++)
        {
            if ((signals & (1UL << (number - 1))) != 0 && !Runtimes.Contains(number))
            {
                yield return SignalHandlers.Named(number);
            }
        }

        foreach (var one in now._objects.Except(_objects))
        {
            yield return one;
        }
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    /// <summary>struct rlimit.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private record struct Limit(nuint Now, nuint Most);
}
