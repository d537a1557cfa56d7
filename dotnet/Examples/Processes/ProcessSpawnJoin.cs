using System.Diagnostics;
using System.Text;

namespace Parallax.Examples.Processes;

/// <summary>Starts a child process, hears from it, and waits for its end.</summary>
/// <remarks>
/// A child process has memory of its own: what it has to say must be sent, here through its standard
/// output, and what remains of it is its exit code. <c>WaitForExitAsync</c> waits for the end. The parent
/// must not take "the child has spoken" for "the child has ended": <c>ExitCode</c> throws as long as it
/// runs. .NET cannot carry a function over to a new process, as Python's <c>multiprocessing</c> does; the
/// child is a program that is started, often the same one with other arguments. Most C# code takes a task
/// instead, which shares everything with its parent and has neither a process id nor an exit code.
/// </remarks>
public static class ProcessSpawnJoin
{
    public sealed record Parameters(string Variant, string Name, int ExitCode);

    public sealed record Output(string? Message, bool AnotherProcess, bool? SamePid, int? ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        trace.Event("step", item: "parent");
        return state.Variant switch
        {
            "thread" => await InThread(state.Name, trace),
            "function" => await InProcess(state, trace),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        };
    }

    private static async Task<Output> InProcess(Parameters state, ITrace trace)
    {
        // [step: start the child]
        // Arguments are texts. So is what comes back, and both sides must agree on its encoding.
        string[] arguments = [state.Name, state.ExitCode.ToString()];
        var start = ExampleProcess.StartInfo(typeof(ProcessSpawnJoin), trace, arguments);
        start.RedirectStandardOutput = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        using var child = Process.Start(start)!;
        // [step: hear from it]
        var message = await child.StandardOutput.ReadLineAsync();
        var pid = int.Parse(await child.StandardOutput.ReadLineAsync() ?? "0");
        // [step: wait for its end]
        // Before this, ExitCode throws: the child has spoken, but may still be at work.
        await child.WaitForExitAsync();
        trace.Event("step", item: "joined");
        return new Output(message, pid != Environment.ProcessId, pid == child.Id, child.ExitCode);
    }

    // The same work without a process: the task's result comes back as it is, there is nothing to send.
    private static async Task<Output> InThread(string name, ITrace trace)
    {
        // [step: start a thread]
        var child = Task.Run(() => Greet(name, trace));
        // [step: wait for the thread]
        var (message, pid) = await child;
        trace.Event("step", item: "joined");
        return new Output(message, pid != Environment.ProcessId, SamePid: null, ExitCode: null);
    }

    // [step: the child]
    // Another program's Main would look like this: arguments in, an exit code out.
    public static int Child(string[] args, ITrace trace)
    {
        Console.OutputEncoding = Encoding.UTF8;
        var (message, pid) = Greet(args[0], trace);
        Console.WriteLine(message);
        Console.WriteLine(pid);
        return int.Parse(args[1]);
    }

    private static (string Message, int Pid) Greet(string name, ITrace trace)
    {
        trace.Event("step", item: "child");
        return ($"child {name}", Environment.ProcessId);
    }
}
