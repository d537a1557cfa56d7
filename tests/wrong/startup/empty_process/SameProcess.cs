namespace Parallax.Wrong.Startup.EmptyProcess;

/// <summary>Calls the child's method on another thread, and takes that for another process.</summary>
public static class SameProcess
{
    public sealed record Parameters(string Variant, int ExitCode);

    public sealed record Output(string Word, bool AnotherProcess, int ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        trace.Event("step", item: "start");
        var (word, pid, exitCode) = await Task.Run(() => Child(state.ExitCode, trace));
        trace.Event("step", item: "heard");
        trace.Event("step", item: "ended");
        return new Output(word, pid != Environment.ProcessId, exitCode);
    }

    private static (string Word, int Pid, int ExitCode) Child(int exitCode, ITrace trace)
    {
        trace.Event("step", item: "child");
        return ("ready", Environment.ProcessId, exitCode);
    }
}
