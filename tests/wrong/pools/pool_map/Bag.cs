using System.Collections.Concurrent;

namespace Parallax.Wrong.Pools.PoolMap;

/// <summary>Collects the squares in a bag, which is safe with threads and forgets the order.</summary>
public static class Bag
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record Output(IReadOnlyList<long>? Squares, string? Error, IReadOnlyList<long>? AfterError);

    private sealed class Refused(int number) : Exception($"{number}");

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (variant, count, workers) = state;
        var query = ParallelEnumerable.Range(0, count).AsOrdered()
            .WithDegreeOfParallelism(workers)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(number => Square(number, count - 1, variant, trace));
        return variant switch
        {
            "map" => Whole(query, trace),
            "imap" => Streamed(query, trace),
            "error" => WithError(query),
            _ => throw new ArgumentException($"unknown variant {variant}"),
        };
    }

    private static Output Whole(ParallelQuery<long> query, ITrace trace)
    {
        var bag = new ConcurrentBag<long>();
        query.ForAll(bag.Add);
        var squares = bag.ToArray();
        trace.Event("first result");
        return new Output(squares, Error: null, AfterError: null);
    }

    private static Output Streamed(ParallelQuery<long> query, ITrace trace)
    {
        using var iterator = query.GetEnumerator();
        iterator.MoveNext();
        List<long> squares = [iterator.Current];
        trace.Event("first result");
        trace.OpenGate("the first result is used");
        while (iterator.MoveNext())
        {
            squares.Add(iterator.Current);
        }

        return new Output(squares, Error: null, AfterError: null);
    }

    private static Output WithError(ParallelQuery<long> query)
    {
        using var iterator = query.GetEnumerator();
        var (error, after) = ((string?)null, new List<long>());
        while (error is null)
        {
            try
            {
                iterator.MoveNext();
            }
            catch (AggregateException all) when (all.InnerExceptions.All(one => one is Refused))
            {
                error = "aggregate";
            }
        }

        while (iterator.MoveNext())
        {
            after.Add(iterator.Current);
        }

        return new Output(Squares: null, error, after);
    }

    private static long Square(int number, int last, string variant, ITrace trace)
    {
        using (trace.Span("square", item: number))
        {
            if (variant == "error" && number == 1)
            {
                throw new Refused(number);
            }

            if (variant == "map" && (number == 0 || number == last))
            {
                trace.Rendezvous("two squaring", 2);
            }

            if (variant == "imap" && number == last)
            {
                trace.WaitGate("the first result is used");
            }

            trace.Event("squared", item: number);
            return (long)number * number;
        }
    }
}
