using System.Diagnostics;

namespace Parallax.Examples.Pools;

/// <summary>Loses a worker in the middle of a job, as when the system kills it for want of memory.</summary>
/// <remarks>
/// <para>
/// .NET's workers are threads. One cannot be killed, and an exception that nobody catches does not end a
/// worker but the whole program. A worker that may die alone is a process, started by hand, here with a pipe
/// for its jobs and a pipe for its answers. When it dies, the reader finds the end of the pipe, and the
/// writer an <c>IOException</c>. The program knows which jobs it had not got answers to, and decides what
/// becomes of them.
/// </para>
/// <para>
/// Older code watched <c>Process.Exited</c>. The exit code tells how the worker died: .NET gives 128 and the
/// signal's number, 137 here, where Python would say -9.
/// </para>
/// </remarks>
public static class WorkerDeath
{
    public sealed record Parameters(string Variant, int X);

    public sealed record Output(string? Lost, int? Behind, string? Refused, int? Again);

    public static Parameters Prepare(Parameters parameters) => parameters;

    // Two jobs for one worker, and the first one takes the worker with it.
    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var refused = (string?)null;
        using var worker = Start(trace);
        // [step: hand two jobs over]
        await worker.StandardInput.WriteLineAsync("die");
        await worker.StandardInput.WriteLineAsync($"{state.X} the job behind");
        trace.OpenGate("both are handed over");
        // [step: ask for the results]
        var lost = await worker.StandardOutput.ReadLineAsync() is null ? "end-of-stream" : null;
        var behind = Number(await worker.StandardOutput.ReadLineAsync());
        await worker.WaitForExitAsync();
        // [step: hand one more over]
        try
        {
            await worker.StandardInput.WriteLineAsync($"{state.X} one more");
        }
        catch (IOException)
        {
            refused = "broken-pipe";
        }

        // [step: start anew]
        using var next = Start(trace);
        await next.StandardInput.WriteLineAsync($"{state.X} a new job");
        var again = Number(await next.StandardOutput.ReadLineAsync());
        next.StandardInput.Close();
        await next.WaitForExitAsync();
        return new Output(lost, behind, refused, again);
    }

    private static Process Start(ITrace trace)
    {
        var start = ExampleProcess.StartInfo(typeof(WorkerDeath), trace);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        var worker = Process.Start(start)!;
        worker.StandardInput.AutoFlush = true;
        return worker;
    }

    private static int? Number(string? line) => line is null ? null : int.Parse(line);

    // The worker: a job a line, and an answer a line, until there is no line any more.
    public static void Child(string[] args, ITrace trace)
    {
        while (Console.ReadLine() is { } line)
        {
            if (line == "die")
            {
                Die(trace);
            }

            var job = line.Split(' ', 2);
            Console.WriteLine(Square(int.Parse(job[0]), job[1], trace));
        }
    }

    // [step: the doomed job]
    private static void Die(ITrace trace)
    {
        trace.WaitGate("both are handed over");
        trace.Event("at work", item: "the doomed job");
        // SIGKILL on Unix. It cannot be caught: no catch and no finally runs.
        Process.GetCurrentProcess().Kill();
    }

    // [step: an ordinary job]
    private static int Square(int x, string name, ITrace trace)
    {
        trace.Event("at work", item: name);
        return x * x;
    }
}
