using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Parallax.Wrong.Processes.ProcessTerminate;

/// <summary>Calls <c>Kill</c> where a signal is meant: the handler that would tidy up never runs.</summary>
public static class KillsAtOnce
{
    private const int SigTerm = 15;

    public sealed record Parameters(string Variant, int GraceMs);

    public sealed record Output(
        bool AliveBefore, bool AliveAfter, bool NeededForce, int RawExit, string? Signal, bool CleanedUp);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var start = ExampleProcess.StartInfo(typeof(KillsAtOnce), trace, state.Variant);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        child.StandardOutput.ReadLine();
        var aliveBefore = !child.HasExited;
        trace.Event("step", item: "told to end");
        switch (state.Variant)
        {
            case "kill":
                child.Kill();
                break;
            case "terminate" or "handler":
                child.Kill();
                break;
            case "ask":
                child.StandardInput.WriteLine("stop");
                break;
        }

        var neededForce = !child.WaitForExit(TimeSpan.FromMilliseconds(state.GraceMs));
        if (neededForce)
        {
            child.Kill();
            child.WaitForExit();
        }

        trace.Event("step", item: "ended");
        return new Output(
            aliveBefore,
            AliveAfter: !child.HasExited,
            neededForce,
            child.ExitCode,
            child.ExitCode switch { 128 + 9 => "SIGKILL", 128 + SigTerm => "SIGTERM", _ => null },
            CleanedUp: child.StandardOutput.ReadLine() == "cleaned up");
    }

    public static async Task Child(string[] args, ITrace trace)
    {
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var handler = args[0] == "handler"
            ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => OnSignal(signal, signalled, trace))
            : null;
        try
        {
            trace.Event("step", item: "at work");
            Console.WriteLine("at work");
            await Task.WhenAny(signalled.Task, Task.Run(Console.ReadLine));
        }
        finally
        {
            trace.Event("step", item: "cleaned up");
            Console.WriteLine("cleaned up");
        }
    }

    private static void OnSignal(PosixSignalContext signal, TaskCompletionSource signalled, ITrace trace)
    {
        signal.Cancel = true;
        trace.Event("step", item: "handled");
        signalled.SetResult();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int pid, int signal);
}
