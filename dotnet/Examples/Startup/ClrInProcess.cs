using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Parallax.Examples.Startup;

/// <summary>Starts a .NET process: what it costs before its first line, beside .NET inside of Python.</summary>
/// <remarks>
/// There are two ways to use .NET from Python: beside it, as a process to talk to, or inside it, where pythonnet loads
/// .NET's runtime (CoreCLR) into the Python process. This text is the one beside it; the Python text shows both. The
/// runtime has a host of its own, <c>dotnet</c>, but any program can be one: a small native library, <c>hostfxr</c>,
/// finds the runtime that a configuration file asks for, and starts it. Embedding .NET in a program that is not
/// written for it once meant COM and the .NET Framework's <c>ICLRRuntimeHost</c>.
/// </remarks>
public static class ClrInProcess
{
    public sealed record Parameters(string Variant);

    public sealed record Output(string Framework, bool AnotherProcess, bool OneWithPython, int ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        trace.Event("step", item: "start");
        // [step: start the program]
        var start = ExampleProcess.StartInfo(typeof(ClrInProcess), trace);
        start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        // [step: hear from it]
        var said = (await child.StandardOutput.ReadLineAsync())!.Split(' ');
        trace.Event("step", item: "heard");
        // [step: wait for its end]
        await child.WaitForExitAsync();
        trace.Event("step", item: "ended");
        var another = int.Parse(said[1]) != Environment.ProcessId;
        return new Output(said[0], another, OneWithPython: false, child.ExitCode);
    }

    // [step: the child]
    // What speaks, and the process id.
    public static void Child(string[] args, ITrace trace)
    {
        trace.Event("step", item: "child");
        var framework = RuntimeInformation.FrameworkDescription.Split(' ')[0];
        Console.WriteLine($"{framework} {Environment.ProcessId}");
    }
}
