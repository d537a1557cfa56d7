using System.Collections.Concurrent;
using System.Diagnostics;

namespace Parallax.Examples.Startup;

/// <summary>Starts a pool of workers and ends it: what a pool costs before its first job.</summary>
/// <remarks>
/// A pool's workers are started once and serve many jobs, so that the price of a start is paid once. .NET has one
/// pool ready made, and it is of threads: <c>ThreadPool</c>, which is there from the program's start, belongs to all
/// of it, and is never ended. So nobody starts it, and its start cannot be shown. What comes nearest to Python's
/// pools is written out here: dedicated threads that wait at a queue for jobs, and worker processes that wait at
/// their standard input. .NET's threads have no interpreter's lock in common, so they can use all cores; worker
/// processes are for code that must not share memory, or that may crash. There is neither fork nor a server for it:
/// each worker process is a program that starts from the beginning. Older code called <c>Thread.Abort</c> to end a
/// worker, which .NET no longer has.
/// </remarks>
public static class EmptyPool
{
    public sealed record Parameters(string Variant, int Workers);

    public sealed record Output(int Workers, bool OtherProcesses, IReadOnlyList<int>? ExitCodes);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace) => state.Variant switch
    {
        "threads" => OfThreads(state.Workers, trace),
        "spawn" => OfProcesses(state.Workers, trace),
        _ => throw new ArgumentException($"unknown variant {state.Variant}"),
    };

    private static Output OfProcesses(int count, ITrace trace)
    {
        // [step: start the pool]
        Process[] workers = [.. Enumerable.Range(0, count).Select(_ => Start(count, trace))];
        // [step: hear from its workers]
        int[] heard = [.. workers.Select(worker => int.Parse(worker.StandardOutput.ReadLine()!))];
        // [step: end the pool]
        // That is all a worker needs to know: its input has ended, so no more work comes.
        Array.ForEach(workers, worker => worker.StandardInput.Close());
        Array.ForEach(workers, worker => worker.WaitForExit());
        trace.Event("ended");
        int[] exitCodes = [.. workers.Select(worker => worker.ExitCode)];
        Array.ForEach(workers, worker => worker.Dispose());
        return new Output(heard.Distinct().Count(), heard.All(pid => pid != Environment.ProcessId), exitCodes);
    }

    private static Process Start(int parties, ITrace trace)
    {
        var start = ExampleProcess.StartInfo(typeof(EmptyPool), trace, $"{parties}");
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        return Process.Start(start)!;
    }

    // The same three steps with threads: start them, hear from each, and tell them that no more work comes.
    private static Output OfThreads(int count, ITrace trace)
    {
        using BlockingCollection<Action> jobs = [];
        using BlockingCollection<int> said = [];
        void Work() => WorkInThread(count, jobs, said, trace);
        Thread[] workers = [.. Enumerable.Range(0, count).Select(_ => new Thread(Work))];
        Array.ForEach(workers, worker => worker.Start());
        int[] heard = [.. Enumerable.Range(0, count).Select(_ => said.Take())];
        jobs.CompleteAdding();
        Array.ForEach(workers, worker => worker.Join());
        trace.Event("ended");
        return new Output(heard.Distinct().Count(), OtherProcesses: false, ExitCodes: null);
    }

    // [step: a worker]
    // A program that waits at its input: a job would be a line of it.
    public static void Child(string[] args, ITrace trace)
    {
        Begin(int.Parse(args[0]), trace);
        Console.WriteLine(Environment.ProcessId);
        while (Console.ReadLine() is { } job)
        {
            Console.WriteLine(job);
        }
    }

    // The same as a thread; a job is a function in its queue.
    private static void WorkInThread(
        int parties, BlockingCollection<Action> jobs, BlockingCollection<int> said, ITrace trace)
    {
        Begin(parties, trace);
        said.Add(Environment.CurrentManagedThreadId);
        foreach (var job in jobs.GetConsumingEnumerable())
        {
            job();
        }
    }

    private static void Begin(int parties, ITrace trace)
    {
        using (trace.Span("begin"))
        {
            trace.Rendezvous("all there", parties);
        }
    }
}
