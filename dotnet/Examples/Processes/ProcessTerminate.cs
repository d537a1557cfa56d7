using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Parallax.Examples.Processes;

/// <summary>Ends a child process from outside: by force, by a signal that it may answer, or by asking it.</summary>
/// <remarks>
/// <para>
/// A killed process has no last word: neither <c>finally</c> nor any other code of its own runs. SIGTERM is the
/// polite signal. A .NET program that does not handle it ends with exit code 143, and its <c>finally</c> blocks do
/// not run either; with a handler it can end in good order. Best is to ask: by a message, as here, or by closing its
/// input. Within one process one does not kill at all: a <c>CancellationToken</c> asks, and that is the only way.
/// </para>
/// <para>
/// <c>Kill</c> is force. .NET 10 can answer SIGTERM but has no method that sends it: one calls the system's own
/// <c>kill</c>. <c>ExitCode</c> of a process that died of a signal is 128 and the signal's number. Older programs
/// answered in <c>AppDomain.ProcessExit</c>; <c>PosixSignalRegistration</c> came with .NET 6.
/// </para>
/// </remarks>
public static class ProcessTerminate
{
    private const int SigTerm = 15;

    public sealed record Parameters(string Variant, int GraceMs);

    public sealed record Output(
        bool AliveBefore, bool AliveAfter, bool NeededForce, int RawExit, string? Signal, bool CleanedUp);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        // [step: start the child]
        var start = ExampleProcess.StartInfo(typeof(ProcessTerminate), trace, state.Variant);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        child.StandardOutput.ReadLine(); // it is at work: a signal that came earlier would not find its handler
        var aliveBefore = !child.HasExited;
        // [step: end it]
        trace.Event("step", item: "told to end");
        switch (state.Variant)
        {
            case "kill":
                child.Kill();
                break;
            case "terminate" or "handler":
                SendSignal(child.Id, SigTerm);
                break;
            case "ask":
                child.StandardInput.WriteLine("stop");
                break;
        }

        // [step: wait for its end]
        // It may be deaf to all but force: so wait for a while, and then use it.
        var neededForce = !child.WaitForExit(TimeSpan.FromMilliseconds(state.GraceMs));
        if (neededForce)
        {
            child.Kill();
            child.WaitForExit();
        }

        trace.Event("step", item: "ended");
        // [step: what it left]
        return new Output(
            aliveBefore,
            AliveAfter: !child.HasExited,
            neededForce,
            child.ExitCode,
            child.ExitCode switch { 128 + 9 => "SIGKILL", 128 + SigTerm => "SIGTERM", _ => null },
            CleanedUp: child.StandardOutput.ReadLine() == "cleaned up");
    }

    // [step: the child]
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

    // A handler runs in a thread of its own. Without Cancel the runtime would end the program after it.
    private static void OnSignal(PosixSignalContext signal, TaskCompletionSource signalled, ITrace trace)
    {
        signal.Cancel = true;
        trace.Event("step", item: "handled");
        signalled.SetResult();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int pid, int signal);
}
