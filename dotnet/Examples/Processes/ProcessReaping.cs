using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>What becomes of a child that ended and nobody waited for, and of one whose parent dies? Linux.</summary>
/// <remarks>
/// An ended process keeps its exit code until its parent collects it (reaps it). Until then it is a zombie,
/// state Z: it has no memory and no code, and SIGKILL has no effect. The .NET runtime handles SIGCHLD and
/// reaps each of its children when it ends; the <c>Process</c> object keeps the exit code. Python reaps
/// later: at <c>join</c>, or the next <c>start</c>. A child does not die with its parent. An orphan gets a
/// new parent: process 1, or a subreaper. .NET never ends a child by itself; <c>Kill(entireProcessTree:
/// true)</c> ends a child with all that it started.
/// </remarks>
public static class ProcessReaping
{
    /// <summary>Looks before the parent waits, after SIGKILL, and after the wait.</summary>
    public static async Task<((string State, int? Parent)[] Looks, int Code)> EndedChildAsync(
        Process child, Func<int, (string State, int? Parent)> look)
    {
        while (look(child.Id).State != "gone")
        {
            await Task.Delay(1);
        }

        var beforeWait = look(child.Id);
        child.Kill(); // .NET knows that it has ended, and sends nothing
        var afterKill = look(child.Id);
        await child.WaitForExitAsync();
        return ([beforeWait, afterKill, look(child.Id)], child.ExitCode);
    }

    /// <summary>Looks at the parent's child before and after the parent is killed.</summary>
    public static async Task<(string State, int? Parent)[]> OrphanAsync(
        Process parent, int pid, Func<int, (string State, int? Parent)> look)
    {
        var before = look(pid);
        parent.Kill();
        await parent.WaitForExitAsync();
        return [before, look(pid)];
    }

    public static (string State, int? Parent) StateAndParent(int pid)
    {
        try
        {
            var afterName = File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Trim().Split(' ');
            return (afterName[0], int.Parse(afterName[1]));
        }
        catch (IOException)
        {
            return ("gone", null);
        }
    }

    /// <summary>With arguments it is a child, which ends, or starts another, or lives on.</summary>
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["end", var code]:
                return int.Parse(code);
            case ["start another", .. var command]:
                Process.Start(command[0], command[1..]).Dispose();
                await Task.Delay(TimeSpan.FromMinutes(1)); // until it is killed
                return 0;
            case ["live on"]:
                Console.WriteLine(Environment.ProcessId);
                while (Console.ReadLine() is { } line) // until the other end of the pipe is closed
                {
                    Console.WriteLine($"{line} Yes.");
                }

                return 0;
        }

        var program = Environment.ProcessPath!;
        using var child = Process.Start(program, ["end", "3"]);
        var (looks, exitCode) = await EndedChildAsync(child, StateAndParent);
        Console.WriteLine($"an ended child: {string.Join(", ", looks)}, exit code {exitCode}");
        var start = new ProcessStartInfo(program, ["start another", program, "live on"]);
        start.RedirectStandardInput = start.RedirectStandardOutput = true; // its child inherits these pipes
        using var parent = Process.Start(start)!;
        var pid = int.Parse((await parent.StandardOutput.ReadLineAsync())!);
        Console.WriteLine($"an orphan: {string.Join(", ", await OrphanAsync(parent, pid, StateAndParent))}");
        await parent.StandardInput.WriteLineAsync("Are you there?");
        parent.StandardInput.Close(); // it ends when it has read that
        Console.WriteLine(await parent.StandardOutput.ReadLineAsync());
        return 0;
    }
}
