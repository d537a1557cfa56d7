using System.Runtime.InteropServices;

namespace Parallax.Wrong.Startup.ClrInProcess;

/// <summary>Runs the child's method in the process that is there, whose runtime is loaded already.</summary>
public static class SameProcess
{
    public sealed record Parameters(string Variant);

    public sealed record Output(string Framework, bool AnotherProcess, bool OneWithPython, int ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        trace.Event("step", item: "start");
        await Task.Run(() => Child([], trace));
        trace.Event("step", item: "heard");
        trace.Event("step", item: "ended");
        // It is the same runtime, so what the child would say is known here.
        var framework = RuntimeInformation.FrameworkDescription.Split(' ')[0];
        return new Output(framework, AnotherProcess: false, OneWithPython: false, ExitCode: 0);
    }

    public static void Child(string[] args, ITrace trace)
    {
        trace.Event("step", item: "child");
        var framework = RuntimeInformation.FrameworkDescription.Split(' ')[0];
        Console.WriteLine($"{framework} {Environment.ProcessId}");
    }
}
