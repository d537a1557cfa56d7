using System.Collections.Concurrent;

namespace Parallax.Examples.Parallel;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Does a few different jobs at once and waits for all of them: task parallelism.</summary>
/// <remarks>
/// Data parallelism has one thing to do with many data, task parallelism a few things that have nothing to do
/// with one another. Jobs that block get a thread each, from <c>Parallel.Invoke</c>; jobs that await are left to
/// <c>Task.WhenAll</c>. The two do not mix: <c>Parallel.Invoke</c> takes actions, so the task that an async job
/// gives is dropped, and all is done at once. The material behind this pair makes that mistake with
/// <c>Task.Delay</c>, and believes that it waits three seconds. Older code starts a <c>Thread</c> for each job
/// and joins them; an error then ends the program.
/// </remarks>
public static class ParallelInvoke
{
    public sealed record Parameters(string Variant, int[] WaitsMs);

    public sealed record State(Parameters Parameters, int MoreThreads);

    public sealed record Output(int[] Done, int[] Late, string? Error, int[] Failed);

    /// <summary>A job's own error.</summary>
    private sealed class Refused(int number) : Exception
    {
        public int Number => number;
    }

    // Jobs that wait for one another need a thread each at once, and the pool is slow to add threads.
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
            // [step: do the jobs]
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
        // [step: see the rest end]
        trace.OpenGate("told");
        await Task.WhenAll(dropped); // they run all the same: only nobody has waited for them
        int[] late = [.. work.Done.Except(done).Order()];
        return new Output(done, late, error, failed);
    }

    // Waits for all actions, then throws all their errors as one.
    // [step: invoke]
    private static void Invoke(Action<int> job, int jobs) =>
        Parallel.Invoke([.. Enumerable.Range(0, jobs).Select(number => (Action)(() => job(number)))]);

    /// <summary>The jobs, and which of them are done.</summary>
    private sealed class Work(Parameters state, ITrace trace)
    {
        private readonly int _parties = state.Variant == "one-by-one" ? 1 : state.WaitsMs.Length;

        public ConcurrentQueue<int> Done { get; } = new();

        // [step: a job that blocks]
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

        // [step: a job that awaits]
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
