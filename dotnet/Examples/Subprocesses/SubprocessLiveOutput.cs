using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>How do I get each line that a program prints at once, and not all of them when it has ended?</summary>
/// <remarks>
/// Read line by line. The program must flush: to a pipe, many programs write in large blocks; .NET's console
/// flushes after each write. Where nothing is redirected there is nothing to read: <c>StandardOutput</c>
/// throws, where Python gives None. You will also see the event <c>OutputDataReceived</c>, which needs
/// <c>BeginOutputReadLine</c>.
/// </remarks>
public static class SubprocessLiveOutput
{
    /// <summary>Returns when the program has closed its output.</summary>
    public static async Task<int> AtEndAsync(IReadOnlyList<string> command, Action<string> hear)
    {
        using var child = Start(command);
        var printed = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        foreach (var line in printed.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries))
        {
            hear(line);
        }

        return child.ExitCode;
    }

    /// <summary>Each line as soon as it is there; the loop ends with the program's output.</summary>
    public static async Task<int> LiveAsync(IReadOnlyList<string> command, Action<string> hear)
    {
        using var child = Start(command);
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            hear(line);
        }

        await child.WaitForExitAsync();
        return child.ExitCode;
    }

    /// <summary>Kills the program when it has heard enough; Dispose would let it run on.</summary>
    public static async Task<int> EndlessAsync(IReadOnlyList<string> command, Action<string> hear, int enough)
    {
        using var child = Start(command);
        for (var heard = 0; heard < enough && await child.StandardOutput.ReadLineAsync() is { } tick; heard++)
        {
            hear(tick);
        }

        child.Kill();
        await child.WaitForExitAsync();
        return child.ExitCode;
    }

    public static async Task<int> InheritedAsync(IReadOnlyList<string> command)
    {
        using var child = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)))!;
        await child.WaitForExitAsync();
        return child.ExitCode;
    }

    private static Process Start(IReadOnlyList<string> command) =>
        Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true })!;

    /// <summary>With an argument, the child, which ticks so often; without, the parent.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var ticks])
        {
            for (var tick = 1; tick <= int.Parse(ticks); tick++)
            {
                Console.WriteLine($"tick {tick}");
                await Task.Delay(200);
            }

            return;
        }

        string[] command = [Environment.ProcessPath!, "3"];
        Console.WriteLine($"AtEnd: {await AtEndAsync(command, Console.WriteLine)}");
        Console.WriteLine($"Live: {await LiveAsync(command, Console.WriteLine)}");
        Console.WriteLine($"Endless: {await EndlessAsync(command, Console.WriteLine, 2)}");
        Console.WriteLine($"Inherited: {await InheritedAsync(command)}");
    }
}
