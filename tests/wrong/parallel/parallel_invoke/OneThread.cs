using System.Collections.Concurrent;

namespace Parallax.Wrong.Parallel.ParallelInvoke;

/// <summary>Its options allow one thread: the actions run one after the other.</summary>
public static class OneThread
{
    public sealed record Parameters(string Variant, int[] WaitsMs);

    public sealed record Output(int[] Done, int[] Late, string? Error, int[] Failed);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var done = new ConcurrentQueue<int>();

        void Job(int number)
        {
            using var span = trace.Span("job", item: number);
            trace.Rendezvous("all at work", state.WaitsMs.Length);
            Thread.Sleep(state.WaitsMs[number]);
            done.Enqueue(number);
            trace.Event("done", item: number);
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = 1 };
        var actions = Enumerable.Range(0, state.WaitsMs.Length).Select(number => (Action)(() => Job(number)));
        await Task.Run(() => System.Threading.Tasks.Parallel.Invoke(options, [.. actions]));
        trace.Event("told");
        return new Output([.. done.Order()], Late: [], Error: null, Failed: []);
    }
}
