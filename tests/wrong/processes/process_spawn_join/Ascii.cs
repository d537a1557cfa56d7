using System.Diagnostics;
using System.Text;

namespace Parallax.Wrong.Processes.ProcessSpawnJoin;

/// <summary>Reads the child's output as ASCII: fine, until a name comes from elsewhere.</summary>
public static class Ascii
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
        string[] arguments = [state.Name, state.ExitCode.ToString()];
        var start = ExampleProcess.StartInfo(typeof(Ascii), trace, arguments);
        start.RedirectStandardOutput = true;
        start.StandardOutputEncoding = Encoding.ASCII;
        using var child = Process.Start(start)!;
        var message = await child.StandardOutput.ReadLineAsync();
        var pid = int.Parse(await child.StandardOutput.ReadLineAsync() ?? "0");
        await child.WaitForExitAsync();
        trace.Event("step", item: "joined");
        return new Output(message, pid != Environment.ProcessId, pid == child.Id, child.ExitCode);
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
