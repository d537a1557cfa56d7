using System.Diagnostics;

namespace Parallax.Examples.Startup;

/// <summary>Starts a program that does nothing, and waits for its end: what a process costs before any work.</summary>
/// <remarks>
/// Much must happen before a program's own first line. .NET loads its runtime and compiles the first methods; a Python
/// interpreter reads its settings, looks for its library and imports what it always needs. That takes ten to fifty
/// milliseconds, each time, whoever starts it: the price is the child's. So start a process for work that lasts much
/// longer, or start it once and send it many jobs. The child here is a program that loads a class and runs its
/// <c>Child</c> method, so it costs a little more than the emptiest program would; one that is compiled ahead of time
/// (Native AOT) brings no compiler and starts in a few milliseconds. With <c>UseShellExecute</c>, which was the default
/// in .NET Framework, a program's output could not be read at all.
/// </remarks>
public static class EmptyProcess
{
    // The emptiest Python program. All that it does is to say so, as Child does below.
    private const string PythonProgram = "import os, sys; print('ready', os.getpid()); sys.exit(int(sys.argv[1]))";

    public sealed record Parameters(string Variant, int ExitCode, IReadOnlyList<string>? Counterpart = null);

    public sealed record Output(string Word, bool AnotherProcess, int ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        trace.Event("step", item: "start");
        // [step: start the program]
        var start = Program(state, trace);
        start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        // [step: hear from it]
        var said = (await child.StandardOutput.ReadLineAsync())!.Split(' ');
        trace.Event("step", item: "heard");
        // [step: wait for its end]
        // It has spoken, but it still has to take down what it set up: that is a part of the price.
        await child.WaitForExitAsync();
        trace.Event("step", item: "ended");
        return new Output(said[0], int.Parse(said[1]) != Environment.ProcessId, child.ExitCode);
    }

    // [step: which program]
    private static ProcessStartInfo Program(Parameters state, ITrace trace) => state.Variant switch
    {
        "own-language" => ExampleProcess.StartInfo(typeof(EmptyProcess), trace, $"{state.ExitCode}"),
        // The first word of the command that starts the Python text is the interpreter.
        "other-language" =>
            ExampleProcess.StartInfo([state.Counterpart![0], "-c", PythonProgram], trace, $"{state.ExitCode}"),
        _ => throw new ArgumentException($"unknown variant {state.Variant}"),
    };

    // [step: the child]
    // All that it does is to say so: a word, its process id, and the exit code that it was given.
    public static int Child(string[] args, ITrace trace)
    {
        trace.Event("step", item: "child");
        Console.WriteLine($"ready {Environment.ProcessId}");
        return int.Parse(args[0]);
    }
}
