using System.Collections.Concurrent;

namespace Parallax.Wrong.Pools.PoolMap;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Collects the squares in a bag, which is safe with threads and forgets the order.</summary>
public static class Bag
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record Output(long[] Squares, string? Error, long[]? AfterError);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var results = new ConcurrentBag<long>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = state.Workers };
        Parallel.For(0, state.N, options, number => results.Add(Square(number, state.N - 1, trace)));
        trace.Event("first result");
        return new Output([.. results], Error: null, AfterError: null);
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
