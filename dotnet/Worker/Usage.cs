using System.Runtime.InteropServices;

namespace Parallax.Worker;

/// <summary>CPU time of this process and, where the system tells it, of its children that have ended.</summary>
internal static partial class Usage
{
    private const int Children = -1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>User and system time so far, in nanoseconds.</summary>
    public static long CpuNanoseconds() =>
        (Environment.CpuUsage.TotalTime.Ticks * TimeSpan.NanosecondsPerTick) + OfChildren();

    private static long OfChildren() =>
        !OperatingSystem.IsWindows() && getrusage(Children, out var spent) == 0
            ? spent.User.Nanoseconds + spent.System.Nanoseconds
            : 0;

    [LibraryImport("libc")]
    private static partial int getrusage(int who, out ResourceUsage usage);

    /// <summary>struct timeval, on Linux and on macOS: the upper half of the microseconds is zero or padding.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeValue
    {
        private nint _seconds;
        private int _microseconds;
        private int _padding;

        public readonly long Nanoseconds => (_seconds * NanosecondsPerSecond) + (_microseconds * 1000L);
    }

    /// <summary>struct rusage: two times, then fourteen longs that are not needed.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct ResourceUsage
    {
        public TimeValue User;
        public TimeValue System;
    }
}
