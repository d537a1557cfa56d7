namespace Parallax.Wrong.Pools.PoolInitializer;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Keeps a sum in each worker, and does nothing with it in the end.</summary>
public static class NoFinally
{
    public sealed record Parameters(string Variant, int Jobs, int Workers, int Initial);

    public sealed record Output(int[] Results, int Total);

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
        return new Output(results, total);
    }

    private static (int[] Results, int Total) PerJob(Parameters state, ITrace trace)
    {
        var (results, total, workers) = (new int[state.Jobs], 0, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
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
            localFinally: _ => { });
        return (results, total);
    }

    private static (int[] Results, int Total) WithExecutor(Parameters state, ITrace trace)
    {
        var (results, workers) = (new int[state.Jobs], 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        using var own = new ThreadLocal<Worker>(
            () => SetUp(state.Initial, ref workers, trace), trackAllValues: true);
        Parallel.For(0, state.Jobs, options, number =>
            results[number] = Add(number, own.Value!, state.Workers, trace));
        return (results, own.Values.Sum(worker => worker.Sum));
    }

    private static Worker SetUp(int initial, ref int workers, ITrace trace)
    {
        var worker = new Worker(Interlocked.Increment(ref workers), initial);
        trace.Event("set up", item: worker.Number);
        return worker;
    }

    private static int Add(int number, Worker worker, int together, ITrace trace)
    {
        trace.Event("job", item: worker.Number);
        worker.JobsSoFar++;
        if (worker.JobsSoFar == 1 && worker.Number <= together)
        {
            trace.Rendezvous("all at work", together);
        }

        worker.Sum += worker.Offset + number;
        return worker.Offset + number;
    }
}
