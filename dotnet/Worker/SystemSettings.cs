using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Parallax.Worker;

/// <summary>What the system keeps for a process: its umask, its limits, what it does with signals. Linux only.</summary>
internal static partial class SystemSettings
{
    // By their numbers, which most processors have in common.
    private static readonly string[] Limits =
    [
        "CPU", "FSIZE", "DATA", "STACK", "CORE", "RSS", "NPROC", "NOFILE", "MEMLOCK", "AS", "LOCKS", "SIGPENDING", "MSGQUEUE",
        "NICE", "RTPRIO", "RTTIME",
    ];

    // The runtime has handlers for them from when it first needs one: SIGPIPE, SIGCHLD, SIGCONT, SIGTTIN, SIGTTOU, SIGWINCH.
    private static readonly int[] Runtimes = [13, 17, 18, 21, 22, 28];

    private static readonly Dictionary<int, string> Names = new() { [1] = "SIGHUP", [2] = "SIGINT", [3] = "SIGQUIT", [10] = "SIGUSR1", [12] = "SIGUSR2", [15] = "SIGTERM" };

    // Kept open: an example may leave no descriptor to open it with.
    private static readonly SafeFileHandle StatusFile = File.OpenHandle("/proc/self/status");

    /// <summary>Adds each setting by its name in plain words.</summary>
    public static void Add(Dictionary<string, object?> found)
    {
        for (var number = 0; number < Limits.Length; number++)
        {
            found[$"RLIMIT_{Limits[number]}"] = getrlimit(number, out var limit) == 0 ? (limit.Now, limit.Most) : null;
        }

        ulong caught = 0, ignored = 0;
        foreach (var line in Status())
        {
            switch (line.Split(':'))
            {
                case ["Umask", var mask]:
                    found["the umask"] = mask;
                    break;
                case ["SigCgt", var mask]:
                    caught = Bits(mask);
                    break;
                case ["SigIgn", var mask]:
                    ignored = Bits(mask);
                    break;
            }
        }

        foreach (var number in Enumerable.Range(1, 31).Except(Runtimes))
        {
            var bit = 1UL << (number - 1);
            found[$"the handler of {Names.GetValueOrDefault(number, $"signal {number}")}"] = (caught & bit, ignored & bit);
        }
    }

    private static IEnumerable<string> Status()
    {
        var text = new byte[8192];
        return Encoding.UTF8.GetString(text, 0, RandomAccess.Read(StatusFile, text, 0)).Split('\n');
    }

    private static ulong Bits(string mask) => ulong.Parse(mask.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    /// <summary>struct rlimit.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Now;
        public nuint Most;
    }
}
