using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>What does an assertion check, and what happens where assertions were removed from the program?</summary>
/// <remarks>
/// An assertion is for the author: it states what is true in a program without bugs. <c>Debug.Assert</c> is
/// compiled in a Debug build only (symbol DEBUG), <c>Trace.Assert</c> in a Release build, too (symbol TRACE).
/// <c>dotnet run</c> makes a Debug build. Python decides when the program starts (<c>-O</c>). A failed
/// assertion ends a C# program at once, and no <c>catch</c> catches it. So check input by an exception: since
/// .NET 8 <c>ThrowIfZero</c> does it in one line.
/// </remarks>
public static class AssertOptimisedAway
{
    public sealed record Ended(int ExitCode, string Printed);

    /// <summary>Trace.Assert is in a Release build, too.</summary>
    public static Task<Ended> KeptAsync(IReadOnlyList<string> command, int a, int b) =>
        RunAsync([.. command, "trace", $"{a}", $"{b}"]);

    /// <summary>Debug.Assert is not: the program goes on.</summary>
    public static Task<Ended> RemovedAsync(IReadOnlyList<string> command, int a, int b) =>
        RunAsync([.. command, "debug", $"{a}", $"{b}"]);

    /// <summary>A check that throws is in every build.</summary>
    public static Task<Ended> ExceptionAsync(IReadOnlyList<string> command, int a, int b) =>
        RunAsync([.. command, "checked", $"{a}", $"{b}"]);

    /// <summary>Both streams are read at the same time, or the program may block.</summary>
    private static async Task<Ended> RunAsync(string[] command)
    {
        using var program = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var complaints = program.StandardError.ReadToEndAsync();
        var printed = await program.StandardOutput.ReadToEndAsync();
        await complaints;
        await program.WaitForExitAsync();
        return new(program.ExitCode, printed);
    }

    private static int TraceAsserted(int a, int b)
    {
        System.Diagnostics.Trace.Assert(b != 0, "b must not be 0");
        return a / b;
    }

    private static int DebugAsserted(int a, int b)
    {
        Debug.Assert(b != 0, "b must not be 0");
        return a / b;
    }

    private static int Checked(int a, int b)
    {
        ArgumentOutOfRangeException.ThrowIfZero(b);
        return a / b;
    }

    /// <summary>What the child does: it divides.</summary>
    private static void Program(string check, int a, int b)
    {
        try
        {
            Func<int, int, int> divide = check switch
            {
                "trace" => TraceAsserted,
                "debug" => DebugAsserted,
                _ => Checked,
            };
            Console.WriteLine(divide(a, b));
        }
        catch (Exception error)
        {
            Console.WriteLine($"caught {error.GetType().Name}");
            throw; // it ends the program
        }
    }

    public static async Task Main(string[] args)
    {
        if (args is [var check, var a, var b])
        {
            Program(check, int.Parse(a), int.Parse(b));
            return;
        }

        Func<IReadOnlyList<string>, int, int, Task<Ended>>[] ways = [KeptAsync, RemovedAsync, ExceptionAsync];
        foreach (var way in ways)
        {
            var (exitCode, printed) = await way([Environment.ProcessPath!], 7, 0);
            Console.WriteLine($"{way.Method.Name}, 7 / 0: {printed.Trim()}, exit code {exitCode}");
        }
    }
}
