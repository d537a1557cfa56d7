using System.Diagnostics;

namespace Parallax.Examples.Processes;

/// <summary>Checks with an assertion, which may not be in the program at all, and with an exception, which stays.</summary>
/// <remarks>
/// <para>
/// <c>Debug.Assert</c> is there for the author: a claim that a test would find broken. It is compiled only where the
/// symbol DEBUG is defined, that is, in a Debug build. This program is a Release build, so the call is gone, with
/// whatever stands in its brackets. <c>Trace.Assert</c> asks for the symbol TRACE, which both builds define, and
/// stays. A Python program decides when it starts (<c>-O</c>), a C# program when it is compiled.
/// </para>
/// <para>
/// An assertion that fails ends the program at once, with a message; no <c>catch</c> sees it. (In a debugger it stops
/// there instead.) So it must never be what keeps bad input out. Throw an exception for that; since .NET 8 that is
/// one line, where older code has an <c>if</c> and a <c>throw</c>.
/// </para>
/// </remarks>
public static class AssertOptimisedAway
{
    public sealed record Parameters(string Variant, int A, int B);

    public sealed record Output(int Result, string? Error, bool Catchable, int ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        // [step: start a program]
        var start = ExampleProcess.StartInfo(typeof(AssertOptimisedAway), trace, state.Variant, $"{state.A}", $"{state.B}");
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var program = Process.Start(start)!;
        var (said, complaints) = (program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        await program.WaitForExitAsync();
        trace.Event("step", item: "ended");
        // [step: how it ended]
        var lines = (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var caught = lines.Length > 1 ? lines[1] : null;
        var failedAssertion = (await complaints).Contains("Assertion Failed") ? "assertion" : null;
        return new Output(int.Parse(lines[0]), caught ?? failedAssertion, caught is not null, program.ExitCode);
    }

    // [step: with an assertion]
    private static int DebugAsserted(int a, int b, ITrace trace)
    {
        Debug.Assert(b != 0, "b must not be 0");
        trace.Event("step", item: "past the check");
        return a / b;
    }

    private static int TraceAsserted(int a, int b, ITrace trace)
    {
        System.Diagnostics.Trace.Assert(b != 0, "b must not be 0");
        trace.Event("step", item: "past the check");
        return a / b;
    }

    // [step: with an exception]
    private static int Checked(int a, int b, ITrace trace)
    {
        ArgumentOutOfRangeException.ThrowIfZero(b);
        trace.Event("step", item: "past the check");
        return a / b;
    }

    // [step: the program]
    public static void Child(string[] args, ITrace trace)
    {
        var (a, b) = (int.Parse(args[1]), int.Parse(args[2]));
        Func<int, int, ITrace, int> divide = args[0] switch
        {
            "kept" => TraceAsserted,
            "removed" => DebugAsserted,
            _ => Checked,
        };
        Console.WriteLine(divide(a, b, trace));
        trace.Event("step", item: "by zero");
        try
        {
            divide(a, 0, trace);
        }
        catch (Exception error)
        {
            trace.Event("step", item: "caught");
            Console.WriteLine(error is DivideByZeroException ? "divide-by-zero" : "argument");
            throw; // nobody else catches it, so it ends the program
        }
    }
}
