namespace Parallax.Wrong.Parallel.ParallelAggregate;

/// <summary>Its seed is an int, and so is its sum: it wraps without a word.</summary>
public static class IntSeed
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record State(int[] Numbers, int Workers);

    public sealed record Output(long? Total, long[]? Tally, bool? AsFolded);

    public static State Prepare(Parameters parameters) =>
        new([.. Enumerable.Range(0, parameters.N)], parameters.Workers);

    public static Output Run(State state, ITrace trace)
    {
        int Begin()
        {
            trace.Event("fold begins");
            trace.Rendezvous("all folding", state.Workers);
            return 0;
        }

        var total = state.Numbers.AsParallel()
            .WithDegreeOfParallelism(state.Workers)
            .Aggregate(Begin, (sum, item) => sum + item, (one, other) => one + other, sum => sum);
        return new Output(total, Tally: null, AsFolded: null);
    }
}
