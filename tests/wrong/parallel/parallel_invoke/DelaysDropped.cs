using System.Collections.Concurrent;

namespace Parallax.Wrong.Parallel.ParallelInvoke;

/// <summary>Gives async jobs to <c>Parallel.Invoke</c>, which drops their tasks: the fault of the source.</summary>
public static class DelaysDropped
{
    public sealed record Parameters(string Variant, int[] WaitsMs);

    public sealed record Output(int[] Done, int[] Late, string? Error, int[] Failed);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var ended = new ConcurrentQueue<int>();
        var jobs = new ConcurrentBag<Task>();

        async Task Job(int number)
        {
            using var span = trace.Span("job", item: number);
            await trace.RendezvousAsync("all at work", state.WaitsMs.Length);
            await trace.WaitGateAsync("told");
            await Task.Delay(state.WaitsMs[number]);
            ended.Enqueue(number);
            trace.Event("done", item: number);
        }

        var actions = Enumerable.Range(0, state.WaitsMs.Length).Select(number => (Action)(() => jobs.Add(Job(number))));
        await Task.Run(() => System.Threading.Tasks.Parallel.Invoke([.. actions]));
        trace.Event("told");
        int[] done = [.. ended.Order()];
        trace.OpenGate("told");
        await Task.WhenAll(jobs);
        return new Output(done, [.. ended.Except(done).Order()], Error: null, Failed: []);
    }
}
