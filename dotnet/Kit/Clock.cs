using System.Diagnostics;

namespace Parallax;

/// <summary>The machine's monotonic clock, the same that Python's <c>time.monotonic_ns</c> reads.</summary>
public static class Clock
{
    private const long Second = 1_000_000_000;

    /// <summary>Nanoseconds since some moment in the past.</summary>
    public static long Nanoseconds()
    {
        var ticks = Stopwatch.GetTimestamp();
        return Stopwatch.Frequency == Second ? ticks : (long)((Int128)ticks * Second / Stopwatch.Frequency);
    }
}
