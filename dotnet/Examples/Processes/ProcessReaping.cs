using System.Diagnostics;

namespace Parallax.Examples.Processes;

/// <summary>What becomes of child processes that nobody waits for, and of those whose parent dies. Linux.</summary>
/// <remarks>
/// <para>
/// An ended process keeps its exit code for its parent. Until the parent collects it (reaps it) the process is a
/// zombie: state Z, with neither memory nor code, and <c>kill -9</c> does nothing to it, for it is dead already. The
/// .NET runtime listens to SIGCHLD and reaps each of its children as soon as it ends, whether or not anybody waits;
/// the <c>Process</c> object keeps the exit code.
/// </para>
/// <para>
/// A child does not die with its parent. An orphan gets a new parent: process 1, or a nearer one that takes care of
/// orphans. .NET ends no child by itself, not even at a normal end; <c>Kill(entireProcessTree: true)</c> ends a child
/// with all that it started.
/// </para>
/// </remarks>
public static class ProcessReaping
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
        // [step: let it end]
        using var child = Process.Start(ExampleProcess.StartInfo(typeof(ProcessReaping), trace, "end", $"{exitCode}"))!;
        await Until(child.Id, "gone"); // nobody waits for the process itself
        trace.Event("step", item: "parent looks");
        var (beforeWait, _) = StatOf(child.Id);
        // [step: kill it once more]
        child.Kill(); // .NET knows that it has ended, and sends nothing
        var (afterKill, _) = StatOf(child.Id);
        // [step: wait for it]
        await child.WaitForExitAsync();
        trace.Event("step", item: "collected");
        return new Output(beforeWait, afterKill, StatOf(child.Id).State, child.ExitCode, null, null);
    }

    private static async Task<Output> Orphan(ITrace trace)
    {
        // [step: a grandchild]
        // It inherits its parent's standard input and output: these pipes.
        var start = ExampleProcess.StartInfo(typeof(ProcessReaping), trace, "start another");
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        using var parent = Process.Start(start)!;
        var pid = int.Parse(await parent.StandardOutput.ReadLineAsync() ?? "0");
        var (_, parentBefore) = StatOf(pid);
        // [step: its parent dies]
        parent.Kill();
        await parent.WaitForExitAsync();
        trace.Event("step", item: "parent died");
        var (_, parentAfter) = StatOf(pid);
        // [step: is it still there?]
        await parent.StandardInput.WriteLineAsync("are you there?");
        var outlivesParent = await parent.StandardOutput.ReadLineAsync() == "yes";
        parent.StandardInput.Close(); // it ends now
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

    // [step: state and parent]
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

    // [step: the children]
    public static int Child(string[] args, ITrace trace)
    {
        switch (args[0])
        {
            case "end":
                trace.Event("step", item: "child ends");
                return int.Parse(args[1]);
            case "start another":
                Process.Start(ExampleProcess.StartInfo(typeof(ProcessReaping), trace, "live on"))!.Dispose();
                Thread.Sleep(TimeSpan.FromMinutes(1)); // until it is killed
                return 0;
            default:
                Console.WriteLine(Environment.ProcessId);
                Console.ReadLine();
                trace.Event("step", item: "orphan answers");
                Console.WriteLine("yes");
                Console.ReadLine(); // until the other end is closed
                return 0;
        }
    }
}
