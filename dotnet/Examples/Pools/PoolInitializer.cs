namespace Parallax.Examples.Pools;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Sets each worker of a loop up once, before its first job.</summary>
/// <remarks>
/// <para>
/// A job that opens a connection or loads a table for itself does so every time. <c>Parallel.For</c> has
/// <c>localInit</c>, which makes the thing once for a stretch of jobs that one worker does; each job hands
/// it on to the next, and <c>localFinally</c> gets it in the end, say to add the worker's own sum to the
/// total. A worker that has run for long is taken off and begins anew, so <c>localInit</c> may run more often
/// than there are workers. It is never used by two at once.
/// </para>
/// <para>
/// <c>ThreadLocal</c> is made once a thread, at its first use, whoever starts the jobs. Older code marked a
/// static field <c>[ThreadStatic]</c>, whose initialiser runs on the first thread only.
/// </para>
/// </remarks>
public static class PoolInitializer
{
    public sealed record Parameters(string Variant, int Jobs, int Workers, int Initial);

    public sealed record Output(int[] Results, int Total);

    // What one worker was set up with, how many jobs it has had, and the sum of their results.
    private sealed class Worker(int number, int offset)
    {
        public int Number => number;

        public int Offset => offset;

        public int JobsSoFar { get; set; }

        public int Sum { get; set; }
    }

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (results, total) = state.Variant switch
        {
            "per-job" => PerJob(state, trace),
            "initializer" => WithInitializer(state, trace),
            _ => WithExecutor(state, trace),
        };
        // [step: add up]
        // The workers have done so, each its own results, and then all together.
        return new Output(results, total);
    }

    private static (int[] Results, int Total) PerJob(Parameters state, ITrace trace)
    {
        var (results, total, workers) = (new int[state.Jobs], 0, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        // [step: do the jobs]
        Parallel.For(0, state.Jobs, options, number =>
        {
            var worker = SetUp(state.Initial, ref workers, trace);
            results[number] = Add(number, worker, 1, trace);
            Interlocked.Add(ref total, worker.Sum);
        });
        return (results, total);
    }

    private static (int[] Results, int Total) WithInitializer(Parameters state, ITrace trace)
    {
        var (results, total, workers) = (new int[state.Jobs], 0, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        // [step: do the jobs]
        Parallel.For(
            0,
            state.Jobs,
            options,
            localInit: () => SetUp(state.Initial, ref workers, trace),
            body: (number, _, worker) =>
            {
                results[number] = Add(number, worker, state.Workers, trace);
                return worker;
            },
            localFinally: worker => Interlocked.Add(ref total, worker.Sum));
        return (results, total);
    }

    private static (int[] Results, int Total) WithExecutor(Parameters state, ITrace trace)
    {
        var (results, workers) = (new int[state.Jobs], 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        using var own = new ThreadLocal<Worker>(
            () => SetUp(state.Initial, ref workers, trace), trackAllValues: true);
        // [step: do the jobs]
        Parallel.For(0, state.Jobs, options, number =>
            results[number] = Add(number, own.Value!, state.Workers, trace));
        return (results, own.Values.Sum(worker => worker.Sum));
    }

    // [step: set up]
    private static Worker SetUp(int initial, ref int workers, ITrace trace)
    {
        var worker = new Worker(Interlocked.Increment(ref workers), initial);
        trace.Event("set up", item: worker.Number);
        return worker;
    }

    // [step: the job]
    private static int Add(int number, Worker worker, int together, ITrace trace)
    {
        trace.Event("job", item: worker.Number);
        worker.JobsSoFar++;
        // A worker's first job waits until every worker has one.
        if (worker.JobsSoFar == 1 && worker.Number <= together)
        {
            trace.Rendezvous("all at work", together);
        }

        worker.Sum += worker.Offset + number;
        return worker.Offset + number;
    }
}
