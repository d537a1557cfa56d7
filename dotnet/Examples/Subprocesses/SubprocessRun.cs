using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Parallax.Examples.Subprocesses;

/// <summary>Runs another program, hands it arguments, and gets what it printed and how it ended.</summary>
/// <remarks>
/// <para>
/// <c>Process</c> gives the parts, and putting them together is our work: redirect, start, read, wait.
/// Arguments go as a list: each arrives as it is, with its spaces and quotes, and no shell reads them. What is
/// not redirected is not captured: the program then writes to our own terminal, and asking for
/// <c>StandardOutput</c> throws. A program that ends badly is no exception, ever: look at
/// <c>ExitCode</c>, or it goes unnoticed.
/// </para>
/// <para>
/// Older code fills the string <c>Arguments</c>, in which everything must be quoted by hand, and blocks in
/// <c>WaitForExit</c>. .NET has no flag that merges the two streams, and none that throws them away: they are read.
/// </para>
/// </remarks>
public static class SubprocessRun
{
    private const int FileNotFound = 2;

    public sealed record Parameters(string Variant, string Program, string[] Arguments, int ExitCode);

    public sealed record Output(string[]? Printed, string[]? Warned, int? ExitCode, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        // [step: name the program and its arguments]
        var start = state.Program == "ours"
            ? ExampleProcess.StartInfo(typeof(SubprocessRun), trace, state.ExitCode.ToString())
            : new ProcessStartInfo("parallax-no-such-program", [state.ExitCode.ToString()]);
        foreach (var argument in state.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // [step: run it]
        try
        {
            return state.Variant switch
            {
                "captured" => await Captured(start),
                "merged" => await Merged(start),
                "inherited" => await Inherited(start),
                _ => throw new ArgumentException($"unknown variant {state.Variant}"),
            };
        }
        catch (Win32Exception lacking) when (lacking.NativeErrorCode == FileNotFound)
        {
            return new Output(null, null, null, "not-found");
        }
    }

    // What is captured are bytes. With an encoding they become text; both programs must mean the same one.
    private static async Task<Output> Captured(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        using var child = Process.Start(start)!;
        // Both are read at once: a program that fills the pipe which nobody reads would stand still.
        var (printed, warned) = (Lines(child.StandardOutput), Lines(child.StandardError));
        await child.WaitForExitAsync();
        return new Output(await printed, await warned, child.ExitCode, Error: null);
    }

    // Each stream has a pipe of its own; whoever puts them together decides on an order.
    private static async Task<Output> Merged(ProcessStartInfo start)
    {
        var (printed, warned, exitCode, error) = await Captured(start);
        return new Output([.. printed!, .. warned!], null, exitCode, error);
    }

    // Nothing is redirected, so there is nothing to read: the program writes where we write.
    private static async Task<Output> Inherited(ProcessStartInfo start)
    {
        using var child = Process.Start(start)!;
        await child.WaitForExitAsync();
        return new Output(null, null, child.ExitCode, Error: null);
    }

    private static async Task<string[]> Lines(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        return [.. lines];
    }

    // [step: the child]
    public static int Child(string[] args, ITrace trace)
    {
        Console.OutputEncoding = Encoding.UTF8;
        var arguments = args[1..];
        foreach (var argument in arguments)
        {
            Console.WriteLine(argument);
        }

        Console.Error.WriteLine($"got {arguments.Length}");
        return int.Parse(args[0]);
    }
}
