namespace Parallax.Wrong.Processes.ProcessSpawnJoin;

/// <summary>Calls the child's main method on another thread, and takes that for another process.</summary>
public static class SameProcess
{
    public sealed record Parameters(string Variant, string Name, int ExitCode);

    public sealed record Output(string? Message, bool AnotherProcess, bool? SamePid, int? ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        trace.Event("step", item: "parent");
        var (message, pid) = (string.Empty, 0);
        var exitCode = await Task.Run(() =>
        {
            trace.Event("step", item: "child");
            (message, pid) = ($"child {state.Name}", Environment.ProcessId);
            return state.ExitCode;
        });
        trace.Event("step", item: "joined");
        return new Output(message, pid != Environment.ProcessId, pid == Environment.ProcessId, exitCode);
    }
}
