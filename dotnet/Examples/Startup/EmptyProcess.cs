using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>What does a process cost before it does any work, in one's own language and in the other one?</summary>
/// <remarks>
/// Before a program's first line .NET loads its runtime and compiles the first methods; a Python interpreter
/// reads its settings and imports what it always needs. That takes ten to a hundred milliseconds, each time.
/// So start a process for work that lasts much longer, or start it once and send it many jobs. A program that
/// was compiled ahead of time (Native AOT) starts in a few milliseconds.
/// You will also see <c>UseShellExecute = true</c>, the default in .NET Framework: the program's output
/// cannot be read then.
/// </remarks>
public static class EmptyProcess
{
    /// <summary>Starts a program, reads its first line, and waits for its end.</summary>
    public static async Task<(string Said, int ExitCode)> StartedAsync(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true };
        using var child = Process.Start(start)!;
        var said = await child.StandardOutput.ReadLineAsync();
        await child.WaitForExitAsync();
        return (said ?? "", child.ExitCode);
    }

    /// <summary>With an argument it is the child, whose exit code the argument is.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is [var code])
        {
            Console.WriteLine($"ready {Environment.ProcessId}");
            return int.Parse(code);
        }

        foreach (var command in (string[][])[["true"], [Environment.ProcessPath!, "0"]])
        {
            var clock = Stopwatch.StartNew();
            var (said, exitCode) = await StartedAsync(command);
            Console.WriteLine($"{command[0]}: {clock.ElapsedMilliseconds} ms, it said '{said}', exit code {exitCode}");
        }

        return 0;
    }
}
