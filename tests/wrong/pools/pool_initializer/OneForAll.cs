namespace Parallax.Wrong.Pools.PoolInitializer;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Sets up once before the loop: all workers share one thing that is not made for that.</summary>
public static class OneForAll
{
    public sealed record Parameters(string Variant, int Jobs, int Workers, int Initial);

    public sealed record Output(int[] Results, int Total);

    private sealed class Worker(int offset)
    {
        private int _jobsSoFar;

        public int Offset => offset;

        public bool First() => Interlocked.Increment(ref _jobsSoFar) == 1;
    }

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (results, total) = (new int[state.Jobs], 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        var worker = new Worker(state.Initial);
        trace.Event("set up", item: 1);
        Parallel.For(0, state.Jobs, options, number =>
        {
            results[number] = Add(number, worker, state.Workers, trace);
            Interlocked.Add(ref total, results[number]);
        });
        return new Output(results, total);
    }

    private static int Add(int number, Worker worker, int together, ITrace trace)
    {
        trace.Event("job", item: 1);
        if (worker.First())
        {
            trace.Rendezvous("all at work", together);
        }

        return worker.Offset + number;
    }
}
