using System.Diagnostics;

namespace Parallax.Wrong.Subprocesses.SubprocessTimeout;

/// <summary>Talks to a program that does not end, and ends it when the time is up.</summary>
/// <remarks>
/// <para>
/// A token that runs out ends the waiting, and that is all: the program lives on, and nothing of its output is
/// lost. The caller has to kill it, to wait for its end, which <c>Kill</c> only asks for, and to read what was said.
/// Reading has to begin before the waiting: a program that fills a pipe which nobody reads never ends.
/// </para>
/// <para>
/// The exception is <c>OperationCanceledException</c>, as the waiting was cancelled; it is no TimeoutException.
/// Older code blocks in <c>WaitForExit(milliseconds)</c>, which gives false, and is easily taken for an end. There is
/// no call that does all of it at once, as Python's <c>subprocess.run(timeout=)</c> does.
/// </para>
/// </remarks>
public static class CatchesTimeoutException
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    public sealed record Parameters(string Variant, string Question, int TimeoutMs);

    public sealed record Output(string Heard, string? Error, bool? Alive, int ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        // [step: start it and ask]
        using var child = Process.Start(Command(state, trace))!;
        await child.StandardInput.WriteLineAsync(state.Question);
        await child.StandardInput.FlushAsync();
        await child.StandardError.ReadLineAsync(); // the program says here that it has answered
        trace.Event("step", item: "asked");
        var (error, alive) = ((string?)null, (bool?)null);
        // [step: wait, but not for ever]
        child.StandardInput.Close();
        var heard = child.StandardOutput.ReadToEndAsync();
        // One that is known to hang need not be waited for long.
        var patience = state.Variant == "hangs" ? TimeSpan.FromMilliseconds(state.TimeoutMs) : Long;
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await child.WaitForExitAsync(limit.Token);
        }
        catch (TimeoutException)
        {
            (error, alive) = ("timeout", !child.HasExited);
            trace.Event("step", item: "timed out");
            // [step: end it, and collect what there is]
            child.Kill(); // with entireProcessTree: true its own children as well
            await child.WaitForExitAsync();
        }

        trace.Event("step", item: "ended");
        return new Output((await heard).Trim(), error, alive, child.ExitCode);
    }

    private static ProcessStartInfo Command(Parameters state, ITrace trace)
    {
        var manner = state.Variant == "answers" ? "ends" : "hangs";
        var start = ExampleProcess.StartInfo(typeof(CatchesTimeoutException), trace, manner);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return start;
    }

    // [step: the child]
    // It answers, says so, and ends, or hangs.
    public static async Task Child(string[] args, ITrace trace)
    {
        Console.WriteLine(Console.ReadLine()!.Trim().ToUpperInvariant());
        Console.Error.WriteLine("answered");
        if (args[0] == "hangs")
        {
            await Task.Delay(Long);
        }
    }
}
