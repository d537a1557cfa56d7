using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Parallax.Examples;

/// <summary>What does it cost to have .NET inside a Python process, compared with a .NET process of its own?</summary>
/// <remarks>
/// Python can use .NET in a process of its own, and send messages to it. This program is that process. Or
/// pythonnet loads .NET's runtime (CoreCLR) into the Python process; the Python example shows both. Any
/// program can do that: the small native library <c>hostfxr</c> finds the runtime and starts it, as the
/// program <c>dotnet</c> does.
/// </remarks>
public static class ClrInProcess
{
    public static async Task<(string Line, int ExitCode)> OwnProcessAsync(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true };
        using var child = Process.Start(start)!;
        var line = await child.StandardOutput.ReadLineAsync();
        await child.WaitForExitAsync();
        return (line ?? "", child.ExitCode);
    }

    /// <summary>With an argument it is the child, which prints its runtime and its process id.</summary>
    public static async Task Main(string[] args)
    {
        if (args.Length > 0)
        {
            Console.WriteLine($"{RuntimeInformation.FrameworkDescription.Split(' ')[0]} {Environment.ProcessId}");
            return;
        }

        var clock = Stopwatch.StartNew();
        var (line, _) = await OwnProcessAsync([Environment.ProcessPath!, "child"]);
        Console.WriteLine($"own process: {clock.ElapsedMilliseconds} ms, it said {line}");
    }
}
