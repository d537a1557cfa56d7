using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;

namespace Parallax.Examples.PipesQueues;

/// <summary>Waits until all jobs of a queue are done, which is later than the moment at which it is empty.</summary>
/// <remarks>
/// <para>
/// .NET's collections know whether they are empty, not whether what was taken is finished. A
/// <c>CountdownEvent</c> beside them counts: a worker that has taken a job signals when it is finished, and
/// <c>Wait</c> waits until that was done as often as was agreed. Once too often is an error, once too little
/// makes <c>Wait</c> wait for ever, unless it has a time limit. Older code asked <c>Count</c> in a loop, and
/// went on while the last jobs were still in work.
/// </para>
/// <para>
/// An <c>ActionBlock</c> is a queue with its workers. It counts for itself: after <c>Complete</c> its
/// <c>Completion</c> ends when the last job is done. Between processes .NET has no queue.
/// </para>
/// </remarks>
public static class JoinableQueue
{
    public sealed record Parameters(string Variant, int Jobs, int Workers);

    public sealed record Output(IReadOnlyList<int> Processed, string? ReportedTooOften);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        // Code that blocks gets a thread, so that whoever awaits it stays free.
        return state.Variant == "tasks"
            ? await WithTasks(state.Jobs, state.Workers, trace)
            : await Task.Run(() => WithThreads(state.Jobs, state.Workers, trace));
    }

    private static Output WithThreads(int count, int workers, ITrace trace)
    {
        using var jobs = new BlockingCollection<int>();
        using var unfinished = new CountdownEvent(count);
        var results = new ConcurrentQueue<int>();
        // [step: start the workers]
        Thread[] crew = [.. Enumerable.Range(0, workers)
            .Select(_ => new Thread(() => Work(jobs, unfinished, results, count, trace)))];
        Array.ForEach(crew, worker => worker.Start());
        // [step: put the jobs]
        for (var number = 0; number < count; number++)
        {
            jobs.Add(number);
        }

        // [step: join the queue]
        unfinished.Wait();
        trace.Event("joined");
        // [step: report once too often]
        var tooOften = ReportedTooOften(unfinished);
        // [step: send the workers home]
        jobs.CompleteAdding();
        Array.ForEach(crew, worker => worker.Join());
        return new Output([.. results], tooOften);
    }

    // [step: a worker]
    private static void Work(
        BlockingCollection<int> jobs, CountdownEvent unfinished, ConcurrentQueue<int> results, int count, ITrace trace)
    {
        foreach (var number in jobs.GetConsumingEnumerable())
        {
            using (trace.Span("job", item: number))
            {
                Taken(number, count, trace);
                if (number == 0)
                {
                    trace.WaitGate("the queue is empty");
                }

                results.Enqueue(number * number);
                trace.Event("done", item: number);
            }

            unfinished.Signal();
        }
    }

    // The first job takes its time, until the last one has been taken.
    private static void Taken(int number, int count, ITrace trace)
    {
        if (number == count - 1)
        {
            trace.Event("queue is empty");
            trace.OpenGate("the queue is empty");
        }
    }

    private static async Task<Output> WithTasks(int count, int workers, ITrace trace)
    {
        var processed = new ConcurrentQueue<int>();

        async Task Work(int number)
        {
            using (trace.Span("job", item: number))
            {
                Taken(number, count, trace);
                if (number == 0)
                {
                    await trace.WaitGateAsync("the queue is empty");
                }

                processed.Enqueue(number * number);
                trace.Event("done", item: number);
            }
        }

        // [step: start the workers]
        var jobs = new ActionBlock<int>(Work, new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = workers });
        // [step: put the jobs]
        for (var number = 0; number < count; number++)
        {
            jobs.Post(number);
        }

        // [step: join the queue]
        // Complete says that no more jobs come.
        jobs.Complete();
        await jobs.Completion;
        trace.Event("joined");
        // [step: report once too often]
        // Nobody reports: the block sees for itself when a job is done.
        // [step: send the workers home]
        // A block that is complete needs nobody any more.
        return new Output([.. processed], ReportedTooOften: null);
    }

    private static string? ReportedTooOften(CountdownEvent unfinished)
    {
        try
        {
            unfinished.Signal();
            return null;
        }
        catch (InvalidOperationException)
        {
            return "invalid-state";
        }
    }
}
