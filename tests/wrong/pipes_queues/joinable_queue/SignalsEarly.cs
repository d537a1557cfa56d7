using System.Collections.Concurrent;

namespace Parallax.Wrong.PipesQueues.JoinableQueue;

/// <summary>Signals that a job is done when it has been taken, and only then begins with it.</summary>
public static class SignalsEarly
{
    public sealed record Parameters(string Variant, int Jobs, int Workers);

    public sealed record Output(IReadOnlyList<int> Processed, string? ReportedTooOften);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Task<Output> Run(Parameters state, ITrace trace) => Task.Run(() =>
    {
        using var jobs = new BlockingCollection<int>();
        using var unfinished = new CountdownEvent(state.Jobs);
        var results = new ConcurrentQueue<int>();
        Thread[] threads = [.. Enumerable.Range(0, state.Workers)
            .Select(_ => new Thread(() => Work(jobs, unfinished, results, state.Jobs, trace)))];
        Array.ForEach(threads, thread => thread.Start());
        for (var number = 0; number < state.Jobs; number++)
        {
            jobs.Add(number);
        }

        unfinished.Wait();
        trace.Event("joined");
        trace.OpenGate("joined was told");
        var tooOften = (string?)null;
        try
        {
            unfinished.Signal();
        }
        catch (InvalidOperationException)
        {
            tooOften = "invalid-state";
        }

        jobs.CompleteAdding();
        Array.ForEach(threads, thread => thread.Join());
        return new Output([.. results], tooOften);
    });

    private static void Work(
        BlockingCollection<int> jobs, CountdownEvent unfinished, ConcurrentQueue<int> results, int count, ITrace trace)
    {
        foreach (var number in jobs.GetConsumingEnumerable())
        {
            unfinished.Signal();
            using (trace.Span("job", item: number))
            {
                if (number == count - 1)
                {
                    trace.Event("queue is empty");
                    trace.OpenGate("the queue is empty");
                }

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
}
