using System.Diagnostics;

namespace Parallax.Wrong.Processes.ProcessReaping;

/// <summary>Takes a child that has said its last word for one that has ended.</summary>
public static class LooksTooEarly
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public sealed record Parameters(string Variant, int ExitCode);

    public sealed record Output(
        string? BeforeWait, string? AfterKill, string? AfterWait, int? ExitCode, bool? OutlivesParent, bool? Reparented);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace) =>
        state.Variant == "orphan" ? await Orphan(trace) : await EndedChild(state.ExitCode, trace);

    private static async Task<Output> EndedChild(int exitCode, ITrace trace)
    {
        var start = ExampleProcess.StartInfo(typeof(LooksTooEarly), trace, "end", $"{exitCode}");
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        await child.StandardOutput.ReadLineAsync();
        trace.Event("step", item: "parent looks");
        var (beforeWait, _) = StatOf(child.Id);
        var (afterKill, _) = StatOf(child.Id);
        child.StandardInput.Close();
        await child.WaitForExitAsync();
        trace.Event("step", item: "collected");
        return new Output(beforeWait, afterKill, StatOf(child.Id).State, child.ExitCode, null, null);
    }

    private static async Task<Output> Orphan(ITrace trace)
    {
        var start = ExampleProcess.StartInfo(typeof(LooksTooEarly), trace, "start another");
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        using var parent = Process.Start(start)!;
        var pid = int.Parse(await parent.StandardOutput.ReadLineAsync() ?? "0");
        var (_, parentBefore) = StatOf(pid);
        parent.Kill();
        await parent.WaitForExitAsync();
        trace.Event("step", item: "parent died");
        var (_, parentAfter) = StatOf(pid);
        await parent.StandardInput.WriteLineAsync("are you there?");
        var outlivesParent = await parent.StandardOutput.ReadLineAsync() == "yes";
        parent.StandardInput.Close();
        await Until(pid, "Z", "gone");
        return new Output(null, null, null, null, outlivesParent, parentAfter != parentBefore);
    }

    private static async Task Until(int pid, params string[] states)
    {
        var watch = Stopwatch.StartNew();
        while (!states.Contains(StatOf(pid).State) && watch.Elapsed < Patience)
        {
            await Task.Delay(1);
        }
    }

    private static (string State, int? Parent) StatOf(int pid)
    {
        try
        {
            var afterName = File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Trim().Split(' ');
            return (afterName[0], int.Parse(afterName[1]));
        }
        catch (IOException)
        {
            return ("gone", null);
        }
    }

    public static int Child(string[] args, ITrace trace)
    {
        switch (args[0])
        {
            case "end":
                trace.Event("step", item: "child ends");
                Console.WriteLine("that was all");
                Console.ReadLine();
                return int.Parse(args[1]);
            case "start another":
                Process.Start(ExampleProcess.StartInfo(typeof(LooksTooEarly), trace, "live on"))!.Dispose();
                Thread.Sleep(TimeSpan.FromMinutes(1));
                return 0;
            default:
                Console.WriteLine(Environment.ProcessId);
                Console.ReadLine();
                trace.Event("step", item: "orphan answers");
                Console.WriteLine("yes");
                Console.ReadLine();
                return 0;
        }
    }
}
