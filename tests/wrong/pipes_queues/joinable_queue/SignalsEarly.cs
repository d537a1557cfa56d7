using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;

namespace Parallax.Wrong.PipesQueues.JoinableQueue;

/// <summary>Signals that a job is done when it has been taken, and only then begins with it.</summary>
public static class SignalsEarly
{
    public sealed record Parameters(string Variant, int Jobs, int Workers);

    public sealed record Output(IReadOnlyList<int> Processed, string? ReportedTooOften);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        return state.Variant == "tasks"
            ? await WithTasks(state.Jobs, state.Workers, trace)
            : await Task.Run(() => WithThreads(state.Jobs, state.Workers, trace));
    }

    private static Output WithThreads(int count, int workers, ITrace trace)
    {
        using var jobs = new BlockingCollection<int>();
        using var unfinished = new CountdownEvent(count);
        var results = new ConcurrentQueue<int>();
        Thread[] crew = [.. Enumerable.Range(0, workers)
            .Select(_ => new Thread(() => Work(jobs, unfinished, results, count, trace)))];
        Array.ForEach(crew, worker => worker.Start());
        for (var number = 0; number < count; number++)
        {
            jobs.Add(number);
        }

        unfinished.Wait();
        trace.Event("joined");
        trace.OpenGate("joined was told");
        var tooOften = ReportedTooOften(unfinished);
        jobs.CompleteAdding();
        Array.ForEach(crew, worker => worker.Join());
        return new Output([.. results], tooOften);
    }

    private static void Work(
        BlockingCollection<int> jobs, CountdownEvent unfinished, ConcurrentQueue<int> results, int count, ITrace trace)
    {
        foreach (var number in jobs.GetConsumingEnumerable())
        {
            unfinished.Signal();
            using (trace.Span("job", item: number))
            {
                Taken(number, count, trace);
                if (number == 0)
                {
                    trace.WaitGate("the queue is empty");
                    trace.WaitGate("joined was told");
                }

                results.Enqueue(number * number);
                trace.Event("done", item: number);
            }
        }
    }

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

        var jobs = new ActionBlock<int>(Work, new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = workers });
        for (var number = 0; number < count; number++)
        {
            jobs.Post(number);
        }

        jobs.Complete();
        await jobs.Completion;
        trace.Event("joined");
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
