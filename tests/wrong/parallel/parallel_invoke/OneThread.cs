using System.Collections.Concurrent;

namespace Parallax.Wrong.Parallel.ParallelInvoke;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Its options allow one thread: the actions run one after the other.</summary>
public static class OneThread
{
    public sealed record Parameters(string Variant, int[] WaitsMs);

    public sealed record State(Parameters Parameters, int MoreThreads);

    public sealed record Output(int[] Done, int[] Late, string? Error, int[] Failed);

    private sealed class Refused(int number) : Exception
    {
        public int Number => number;
    }

    public static State Prepare(Parameters parameters)
    {
        ThreadPool.GetMinThreads(out var threads, out var ports);
        var more = Math.Max(0, parameters.WaitsMs.Length + 2 - threads);
        ThreadPool.SetMinThreads(threads + more, ports);
        return new State(parameters, more);
    }

    public static void Cleanup(State state)
    {
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(threads - state.MoreThreads, ports);
    }

    public static async Task<Output> Run(State state, ITrace trace)
    {
        var (work, jobs) = (new Work(state.Parameters, trace), state.Parameters.WaitsMs.Length);
        var dropped = new ConcurrentBag<Task>();
        string? error = null;
        int[] failed = [];
        try
        {
            switch (state.Parameters.Variant)
            {
                case "one-by-one":
                    for (var number = 0; number < jobs; number++)
                    {
                        work.Job(number);
                    }

                    break;
                case "invoke" or "two-fail":
                    await Task.Run(() => Invoke(work.Job, jobs));
                    break;
                case "dropped":
                    await Task.Run(() => Invoke(number => dropped.Add(work.JobAsync(number)), jobs));
                    break;
                case "awaited":
                    await Task.WhenAll(Enumerable.Range(0, jobs).Select(work.JobAsync));
                    break;
            }
        }
        catch (AggregateException all) when (all.InnerExceptions.All(one => one is Refused))
        {
            (error, failed) = ("aggregate", [.. all.InnerExceptions.Cast<Refused>().Select(one => one.Number).Order()]);
        }

        trace.Event("told");
        int[] done = [.. work.Done.Order()];
        trace.OpenGate("told");
        await Task.WhenAll(dropped); // they run all the same: only nobody has waited for them
        int[] late = [.. work.Done.Except(done).Order()];
        return new Output(done, late, error, failed);
    }

    private static void Invoke(Action<int> job, int jobs) =>
        Parallel.Invoke(
            new ParallelOptions { MaxDegreeOfParallelism = 1 },
            [.. Enumerable.Range(0, jobs).Select(number => (Action)(() => job(number)))]);

    private sealed class Work(Parameters state, ITrace trace)
    {
        private readonly int _parties = state.Variant == "one-by-one" ? 1 : state.WaitsMs.Length;

        public ConcurrentQueue<int> Done { get; } = new();

        public void Job(int number)
        {
            using var span = trace.Span("job", item: number);
            trace.Rendezvous("all at work", _parties);
            Thread.Sleep(state.WaitsMs[number]);
            if (state.Variant == "two-fail" && number < 2)
            {
                trace.Event("failed", item: number);
                throw new Refused(number);
            }

            End(number);
        }

        public async Task JobAsync(int number)
        {
            using var span = trace.Span("job", item: number);
            if (state.Variant == "dropped")
            {
                await trace.WaitGateAsync("told");
            }
            else
            {
                await trace.RendezvousAsync("all at work", _parties);
            }

            await Task.Delay(state.WaitsMs[number]);
            End(number);
        }

        private void End(int number)
        {
            Done.Enqueue(number);
            trace.Event("done", item: number);
        }
    }
}
