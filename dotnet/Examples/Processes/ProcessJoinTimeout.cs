using System.Diagnostics;

namespace Parallax.Examples.Processes;

/// <summary>Waits for a child process, but not for ever: what a timed wait says, and when there is an exit code.</summary>
/// <remarks>
/// <para>
/// <c>WaitForExit</c> with a timeout returns when the child has ended or when the time is up, and says which by
/// its result. <c>ExitCode</c> throws as long as there is none; ask <c>HasExited</c> before. Only a process that
/// was started can be waited for. <c>WaitForExitAsync</c> does the same without blocking a thread, and its
/// <c>CancellationToken</c> ends the wait, not the process.
/// </para>
/// <para>
/// A child whose <c>Main</c> returns has that exit code. One that throws ends with SIGABRT, which reads as 134, and
/// its stack trace goes to its standard error. The exception itself does not come over: send it, or use a task.
/// </para>
/// </remarks>
public static class ProcessJoinTimeout
{
    public sealed record Parameters(string Variant, int WaitMs, int ExitWith);

    /// <param name="ExitCodeSoFar">A number, or what became of asking for it.</param>
    public sealed record Output(string? JoinBeforeStart, bool FinishedInTime, object? ExitCodeSoFar, int ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        string[] arguments = [state.Variant, state.ExitWith.ToString()];
        using var child = new Process { StartInfo = ExampleProcess.StartInfo(typeof(ProcessJoinTimeout), trace, arguments) };
        child.StartInfo.RedirectStandardInput = child.StartInfo.RedirectStandardOutput = true;
        child.StartInfo.RedirectStandardError = true;
        // [step: wait too early]
        var joinBeforeStart = ErrorOf(() => child.WaitForExit());
        // [step: start the child]
        child.Start();
        var complaints = child.StandardError.ReadToEndAsync(); // nobody is to read the stack trace here
        await child.StandardOutput.ReadLineAsync(); // it is at work, and works until we let it go
        // [step: wait for a while]
        var finishedInTime = child.WaitForExit(TimeSpan.FromMilliseconds(state.WaitMs));
        object? exitCodeSoFar = null;
        var error = ErrorOf(() => exitCodeSoFar = child.ExitCode); // it throws, as long as the child runs
        trace.Event("step", item: "time is up");
        // [step: wait for its end]
        await child.StandardInput.WriteLineAsync("go on");
        await child.WaitForExitAsync();
        trace.Event("step", item: "joined");
        await complaints;
        return new Output(joinBeforeStart, finishedInTime, error ?? exitCodeSoFar, child.ExitCode);
    }

    // Process checks its own state, in every build.
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

    // [step: the child]
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
