using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>My wait for a program ran into its time limit: what becomes of the program?</summary>
/// <remarks>
/// The token ends the wait, and the program runs on. Kill it, wait for its end, which <c>Kill</c> only asks
/// for, and collect its output. Reading has to start before the wait, on both streams: a program whose pipe
/// is full never ends. The exception is OperationCanceledException, no TimeoutException. Python's
/// <c>subprocess.run(timeout=)</c> starts, waits and kills in one call; on Linux and macOS it reads nothing after that.
/// You will also see <c>WaitForExit(milliseconds)</c>, which blocks and returns false.
/// </remarks>
public static class SubprocessTimeout
{
    /// <summary>Waits, and ends a program that takes too long; what it has printed is not lost.</summary>
    public static async Task<(bool InTime, string Heard, int ExitCode)> LimitedAsync(Process child, TimeSpan limit)
    {
        var heard = child.StandardOutput.ReadToEndAsync();
        var warned = child.StandardError.ReadToEndAsync();
        var inTime = true;
        using var patience = new CancellationTokenSource(limit);
        try
        {
            await child.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            inTime = false;
            child.Kill(); // with entireProcessTree: true its own children as well
            await child.WaitForExitAsync();
        }

        await warned;
        return (inTime, await heard, child.ExitCode);
    }

    /// <summary>With an argument, the child, which sleeps so long; without, the parent.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var seconds])
        {
            Console.WriteLine("hello");
            await Task.Delay(TimeSpan.FromSeconds(int.Parse(seconds)));
            return;
        }

        foreach (var length in (string[])["0", "60"])
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!, [length])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var child = Process.Start(start)!;
            Console.WriteLine(await LimitedAsync(child, TimeSpan.FromSeconds(0.7)));
        }
    }
}
