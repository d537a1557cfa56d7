namespace Parallax.Wrong.Parallel.ParallelForeach;

/// <summary>Its limit of one thread makes the loop a plain one.</summary>
public static class OneWorker
{
    public sealed record Parameters(string Variant, int N, int Needed, int Workers);

    public sealed record Output(long? Total, int Visits, long? LeftAt, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (total, visits) = (0L, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = 1 };
        System.Threading.Tasks.Parallel.ForEach(Enumerable.Range(0, state.N).ToArray(), options, item =>
        {
            var number = Interlocked.Increment(ref visits);
            using var span = trace.Span("visit", item: item);
            if (number <= state.Workers)
            {
                trace.Rendezvous("all at work", state.Workers);
            }

            total += item;
        });
        trace.Event("left");
        return new Output(total, visits, LeftAt: null, Error: null);
    }
}
