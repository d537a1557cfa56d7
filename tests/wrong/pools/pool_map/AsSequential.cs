namespace Parallax.Wrong.Pools.PoolMap;

/// <summary>Calls <c>AsSequential</c> before the work instead of after it.</summary>
public static class AsSequential
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record Output(long[] Squares, string? Error, long[]? AfterError);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var results = ParallelEnumerable.Range(0, state.N).AsOrdered()
            .WithDegreeOfParallelism(state.Workers)
            .AsSequential()
            .Select(number => Square(number, state.N - 1, trace))
            .ToArray();
        trace.Event("first result");
        return new Output(results, Error: null, AfterError: null);
    }

    private static long Square(int number, int last, ITrace trace)
    {
        using (trace.Span("square", item: number))
        {
            if (number == 0 || number == last)
            {
                trace.Rendezvous("two squaring", 2);
            }

            trace.Event("squared", item: number);
            return (long)number * number;
        }
    }
}
