using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Parallax.Examples;

/// <summary>How do I run another program, hand it arguments, and get what it printed and how it ended?</summary>
/// <remarks>
/// With <c>Process</c> we redirect, start, read and wait ourselves. Arguments go as a list: each arrives as
/// it is, and no shell reads them. A stream that is not redirected goes where we write. A bad exit code is
/// never an exception: look at <c>ExitCode</c>. Python's <c>check=True</c> raises CalledProcessError. You
/// will also see the string <c>Arguments</c>, in which everything must be quoted.
/// </remarks>
public static class SubprocessRun
{
    /// <summary>How a program ended, and what was captured of it.</summary>
    public sealed record Ended(int ExitCode, string? Printed = null, string? Warned = null);

    /// <summary>Both streams, each by itself; they are bytes, and an encoding makes them text.</summary>
    public static async Task<Ended> CapturedAsync(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        using var child = Process.Start(start)!;
        var printed = child.StandardOutput.ReadToEndAsync(); // both at once: a full pipe stops the program
        var warned = child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        return new(child.ExitCode, await printed, await warned);
    }

    /// <summary>Both streams in one pipe, by a shell: the lines keep their order.</summary>
    public static async Task<Ended> MergedAsync(IReadOnlyList<string> command)
    {
        // The shell sees the arguments as "$@", and needs no quotes for them; exec puts the program in its place.
        var ended = await CapturedAsync(["/bin/sh", "-c", "exec \"$@\" 2>&1", "sh", .. command]);
        return ended with { Warned = null };
    }

    /// <summary>Two pipes, joined afterwards: the order of the lines is lost.</summary>
    public static async Task<Ended> AppendedAsync(IReadOnlyList<string> command)
    {
        var ended = await CapturedAsync(command);
        return new(ended.ExitCode, ended.Printed + ended.Warned);
    }

    public static async Task<Ended> InheritedAsync(IReadOnlyList<string> command)
    {
        using var child = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)))!;
        await child.WaitForExitAsync();
        return new(child.ExitCode);
    }

    /// <summary>With arguments, the child; without, the parent.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [_, ..])
        {
            Console.Error.WriteLine("a warning");
            Console.WriteLine(string.Join(" | ", args));
            return;
        }

        foreach (var run in new[] { CapturedAsync, MergedAsync, AppendedAsync, InheritedAsync })
        {
            Console.WriteLine($"{run.Method.Name} {await run([Environment.ProcessPath!, "a b", "\"$HOME\"", "*"])}");
        }
    }
}
