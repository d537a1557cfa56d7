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

    public static int Child(string[] args, ITrace trace)
    {
        trace.Event("step", item: "child");
        Console.OutputEncoding = Encoding.UTF8;
        Console.WriteLine($"child {args[0]}");
        Console.WriteLine(Environment.ProcessId);
        return int.Parse(args[1]);
    }
}
