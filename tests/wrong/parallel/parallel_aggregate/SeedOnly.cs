namespace Parallax.Wrong.Parallel.ParallelAggregate;

/// <summary>A seed and one function, as in the source: the parallel query folds on one thread.</summary>
public static class SeedOnly
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record Output(long? Total, long[]? Tally, bool? AsFolded);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var list = Enumerable.Range(0, state.N).Select(number => (long)number).ToList();

        long Begin()
        {
            trace.Event("fold begins");
            trace.Rendezvous("all folding", state.Workers);
            return 0L;
        }

        var total = list.AsParallel()
            .WithDegreeOfParallelism(state.Workers)
            .Aggregate(seed: Begin(), func: (sum, item) => sum + item);
        return new Output(total, Tally: null, AsFolded: null);
    }
}
