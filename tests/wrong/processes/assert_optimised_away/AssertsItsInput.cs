using System.Diagnostics;

namespace Parallax.Wrong.Processes.AssertOptimisedAway;

/// <summary>Keeps bad input out with an assertion, which a Release build does not have.</summary>
public static class AssertsItsInput
{
    public sealed record Parameters(string Variant, int A, int B);

    public sealed record Output(int Result, string? Error, bool Catchable, int ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var start = ExampleProcess.StartInfo(typeof(AssertsItsInput), trace, state.Variant, $"{state.A}", $"{state.B}");
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var program = Process.Start(start)!;
        var (said, complaints) = (program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        await program.WaitForExitAsync();
        trace.Event("step", item: "ended");
        var lines = (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var caught = lines.Length > 1 ? lines[1] : null;
        var failedAssertion = (await complaints).Contains("Assertion Failed") ? "assertion" : null;
        return new Output(int.Parse(lines[0]), caught ?? failedAssertion, caught is not null, program.ExitCode);
    }

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

    private static int Checked(int a, int b, ITrace trace)
    {
        Debug.Assert(b != 0, "b must not be 0");
        trace.Event("step", item: "past the check");
        return a / b;
    }

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
            throw;
        }
    }
}
