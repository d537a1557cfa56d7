using System.Diagnostics;

namespace Parallax.Wrong.Startup.EmptyProcess;

/// <summary>Waits for the child's end before it reads what the child said.</summary>
public static class WaitsBeforeItHears
{
    public sealed record Parameters(string Variant, int ExitCode);

    public sealed record Output(string Word, bool AnotherProcess, int ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        trace.Event("step", item: "start");
        var start = ExampleProcess.StartInfo(typeof(WaitsBeforeItHears), trace, $"{state.ExitCode}");
        start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        await child.WaitForExitAsync();
        trace.Event("step", item: "ended");
        var said = (await child.StandardOutput.ReadLineAsync())!.Split(' ');
        trace.Event("step", item: "heard");
        return new Output(said[0], int.Parse(said[1]) != Environment.ProcessId, child.ExitCode);
    }

    public static int Child(string[] args, ITrace trace)
    {
        trace.Event("step", item: "child");
        Console.WriteLine($"ready {Environment.ProcessId}");
        return int.Parse(args[0]);
    }
}
