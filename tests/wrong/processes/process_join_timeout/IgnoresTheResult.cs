using System.Diagnostics;

namespace Parallax.Wrong.Processes.ProcessJoinTimeout;

/// <summary>Takes the return of <c>WaitForExit</c> for the end of the child, whatever it returns.</summary>
public static class IgnoresTheResult
{
    public sealed record Parameters(string Variant, int WaitMs, int ExitWith);

    /// <param name="ExitCodeSoFar">A number, or what became of asking for it.</param>
    public sealed record Output(string? JoinBeforeStart, bool FinishedInTime, object? ExitCodeSoFar, int ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        string[] arguments = [state.Variant, state.ExitWith.ToString()];
        using var child = new Process { StartInfo = ExampleProcess.StartInfo(typeof(IgnoresTheResult), trace, arguments) };
        child.StartInfo.RedirectStandardInput = child.StartInfo.RedirectStandardOutput = true;
        child.StartInfo.RedirectStandardError = true;
        var joinBeforeStart = ErrorOf(() => child.WaitForExit());
        child.Start();
        var complaints = child.StandardError.ReadToEndAsync();
        await child.StandardOutput.ReadLineAsync();
        child.WaitForExit(TimeSpan.FromMilliseconds(state.WaitMs));
        var finishedInTime = true;
        object? exitCodeSoFar = null;
        var error = ErrorOf(() => exitCodeSoFar = child.ExitCode);
        trace.Event("step", item: "time is up");
        await child.StandardInput.WriteLineAsync("go on");
        await child.WaitForExitAsync();
        trace.Event("step", item: "joined");
        await complaints;
        return new Output(joinBeforeStart, finishedInTime, error ?? exitCodeSoFar, child.ExitCode);
    }

    private static string? ErrorOf(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (InvalidOperationException)
        {
            return "invalid-state";
        }
    }

    public static int Child(string[] args, ITrace trace)
    {
        trace.Event("step", item: "at work");
        Console.WriteLine("at work");
        Console.ReadLine();
        trace.Event("step", item: "ends");
        if (args[0] == "raises")
        {
            throw new InvalidOperationException("out of paper");
        }

        return int.Parse(args[1]);
    }
}
