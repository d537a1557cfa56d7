using System.Text;

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
        return state.Variant switch
        {
            "thread" => await InThread(state.Name, trace),
            "function" => await InProcess(state, trace),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        };
    }

    private static async Task<Output> InProcess(Parameters state, ITrace trace)
    {
        var (message, pid) = await Task.Run(() => Greet(state.Name, trace));
        trace.Event("step", item: "joined");
        return new Output(message, pid != Environment.ProcessId, pid == Environment.ProcessId, state.ExitCode);
    }

    private static async Task<Output> InThread(string name, ITrace trace)
    {
        var child = Task.Run(() => Greet(name, trace));
        var (message, pid) = await child;
        trace.Event("step", item: "joined");
        return new Output(message, pid != Environment.ProcessId, SamePid: null, ExitCode: null);
    }

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
