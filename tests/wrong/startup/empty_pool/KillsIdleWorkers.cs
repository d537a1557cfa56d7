using System.Diagnostics;

namespace Parallax.Wrong.Startup.EmptyPool;

/// <summary>Kills its workers instead of telling them that no more work comes.</summary>
public static class KillsIdleWorkers
{
    public sealed record Parameters(string Variant, int Workers);

    public sealed record Output(int Workers, bool OtherProcesses, IReadOnlyList<int>? ExitCodes);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        Process[] workers = [.. Enumerable.Range(0, state.Workers).Select(_ => Start(state.Workers, trace))];
        int[] heard = [.. workers.Select(worker => int.Parse(worker.StandardOutput.ReadLine()!))];
        Array.ForEach(workers, worker => worker.Kill());
        Array.ForEach(workers, worker => worker.WaitForExit());
        trace.Event("ended");
        int[] exitCodes = [.. workers.Select(worker => worker.ExitCode)];
        Array.ForEach(workers, worker => worker.Dispose());
        return new Output(heard.Distinct().Count(), heard.All(pid => pid != Environment.ProcessId), exitCodes);
    }

    private static Process Start(int parties, ITrace trace)
    {
        var start = ExampleProcess.StartInfo(typeof(KillsIdleWorkers), trace, $"{parties}");
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        return Process.Start(start)!;
    }

    public static void Child(string[] args, ITrace trace)
    {
        using (trace.Span("begin"))
        {
            trace.Rendezvous("all there", int.Parse(args[0]));
        }

        Console.WriteLine(Environment.ProcessId);
        while (Console.ReadLine() is { } job)
        {
            Console.WriteLine(job);
        }
    }
}
