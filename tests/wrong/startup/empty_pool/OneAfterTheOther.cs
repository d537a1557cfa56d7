using System.Diagnostics;

namespace Parallax.Wrong.Startup.EmptyPool;

/// <summary>Starts a worker, hears from it and ends it, and only then starts the next one.</summary>
public static class OneAfterTheOther
{
    public sealed record Parameters(string Variant, int Workers);

    public sealed record Output(int Workers, bool OtherProcesses, IReadOnlyList<int>? ExitCodes);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        List<int> heard = [];
        List<int> exitCodes = [];
        for (var number = 0; number < state.Workers; number++)
        {
            var start = ExampleProcess.StartInfo(typeof(OneAfterTheOther), trace, $"{state.Workers}");
            (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
            using var worker = Process.Start(start)!;
            heard.Add(int.Parse(worker.StandardOutput.ReadLine()!));
            worker.StandardInput.Close();
            worker.WaitForExit();
            exitCodes.Add(worker.ExitCode);
        }

        trace.Event("ended");
        return new Output(heard.Distinct().Count(), heard.All(pid => pid != Environment.ProcessId), exitCodes);
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
