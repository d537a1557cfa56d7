using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;

namespace Parallax.Wrong.PipesQueues.JoinableQueue;

/// <summary>Takes <c>Complete</c> for a wait: it only says that no more jobs come.</summary>
public static class OnlyComplete
{
    public sealed record Parameters(string Variant, int Jobs, int Workers);

    public sealed record Output(IReadOnlyList<int> Processed, string? ReportedTooOften);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var processed = new ConcurrentQueue<int>();

        async Task Work(int number)
        {
            using (trace.Span("job", item: number))
            {
                if (number == state.Jobs - 1)
                {
                    trace.Event("queue is empty");
                    trace.OpenGate("the queue is empty");
                }

                if (number == 0)
                {
                    await trace.WaitGateAsync("the queue is empty");
                    await trace.WaitGateAsync("joined was told");
                }

                processed.Enqueue(number * number);
                trace.Event("done", item: number);
            }
        }

        var options = new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = state.Workers };
        var jobs = new ActionBlock<int>(Work, options);
        for (var number = 0; number < state.Jobs; number++)
        {
            jobs.Post(number);
        }

        jobs.Complete();
        trace.Event("joined");
        int[] result = [.. processed];
        trace.OpenGate("joined was told");
        // Only so that nothing is left behind.
        await jobs.Completion;
        return new Output(result, ReportedTooOften: null);
    }
}
