using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Parallax.Wrong.Startup.ClrInProcess;

/// <summary>Waits for the child's end before it reads what the child said.</summary>
public static class WaitsBeforeItHears
{
    public sealed record Parameters(string Variant);

    public sealed record Output(string Framework, bool AnotherProcess, bool OneWithPython, int ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        trace.Event("step", item: "start");
        var start = ExampleProcess.StartInfo(typeof(WaitsBeforeItHears), trace);
        start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        await child.WaitForExitAsync();
        trace.Event("step", item: "ended");
        var said = (await child.StandardOutput.ReadLineAsync())!.Split(' ');
        trace.Event("step", item: "heard");
        var another = int.Parse(said[1]) != Environment.ProcessId;
        return new Output(said[0], another, OneWithPython: false, child.ExitCode);
    }

    public static void Child(string[] args, ITrace trace)
    {
        trace.Event("step", item: "child");
        var framework = RuntimeInformation.FrameworkDescription.Split(' ')[0];
        Console.WriteLine($"{framework} {Environment.ProcessId}");
    }
}
