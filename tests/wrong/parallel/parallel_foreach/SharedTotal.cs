namespace Parallax.Wrong.Parallel.ParallelForeach;

/// <summary>All threads add to one total without a lock: who writes last has not seen what the others added.</summary>
public static class SharedTotal
{
    public sealed record Parameters(string Variant, int N, int Needed, int Workers);

    public sealed record Output(long? Total, int Visits, long? LeftAt, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (total, visits) = (0L, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        System.Threading.Tasks.Parallel.ForEach(Enumerable.Range(0, state.N).ToArray(), options, item =>
        {
            var number = Interlocked.Increment(ref visits);
            using var span = trace.Span("visit", item: item);
            if (number <= state.Workers)
            {
                trace.Rendezvous("all at work", state.Workers);
            }

            var before = Volatile.Read(ref total);
            // Two items that are not nothing, on two threads.
            if (item == 1 || item == state.N / 2)
            {
                trace.Rendezvous("both have read", 2);
            }

            Volatile.Write(ref total, before + item);
        });
        trace.Event("left");
        return new Output(total, visits, LeftAt: null, Error: null);
    }
}
