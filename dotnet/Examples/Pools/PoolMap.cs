namespace Parallax.Examples.Pools;

/// <summary>Maps a function over numbers on a pool of workers, and takes the results back in order.</summary>
/// <remarks>
/// <c>ToArray</c> gives an array when every job is done. An enumerator over a query that is
/// <c>NotBuffered</c> hands out its first results while the last jobs still run. Both keep the order of the
/// input, because of <c>AsOrdered</c>. An error ends the whole query: the other jobs are given up, and it
/// comes inside an <c>AggregateException</c>. The workers are threads of .NET's own pool and share the
/// program's memory, so nothing is pickled; a pool of processes .NET does not have. Older code wrote results
/// into an array from <c>Parallel.For</c>, which is still right where an index is at hand.
/// </remarks>
public static class PoolMap
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record Output(IReadOnlyList<long>? Squares, string? Error, IReadOnlyList<long>? AfterError);

    // The job's own error; its message is the number.
    private sealed class Refused(int number) : Exception($"{number}");

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (variant, count, workers) = state;
        // A query is only a plan: it runs when somebody takes its results.
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

    // All at once: nobody sees a result before the last one is there.
    private static Output Whole(ParallelQuery<long> query, ITrace trace)
    {
        // [step: map]
        var squares = query.ToArray();
        // [step: take the results]
        trace.Event("first result");
        return new Output(squares, Error: null, AfterError: null);
    }

    // One by one, in the order of the input, while later jobs still run.
    private static Output Streamed(ParallelQuery<long> query, ITrace trace)
    {
        // [step: map lazily]
        using var iterator = query.GetEnumerator();
        // [step: take the first result]
        iterator.MoveNext();
        List<long> squares = [iterator.Current];
        trace.Event("first result");
        trace.OpenGate("the first result is used");
        // [step: take the others]
        while (iterator.MoveNext())
        {
            squares.Add(iterator.Current);
        }

        return new Output(squares, Error: null, AfterError: null);
    }

    // The jobs are one query, and that is over with its first error.
    private static Output WithError(ParallelQuery<long> query)
    {
        // [step: map with an error]
        using var iterator = query.GetEnumerator();
        var (error, after) = ((string?)null, new List<long>());
        // [step: meet the error]
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

        // [step: take what can still be had]
        while (iterator.MoveNext())
        {
            after.Add(iterator.Current);
        }

        return new Output(Squares: null, error, after);
    }

    // [step: the job]
    private static long Square(int number, int last, string variant, ITrace trace)
    {
        using (trace.Span("square", item: number))
        {
            if (variant == "error" && number == 1)
            {
                throw new Refused(number);
            }

            // The first and the last number meet here, which takes two workers.
            if (variant == "map" && (number == 0 || number == last))
            {
                trace.Rendezvous("two squaring", 2);
            }

            // The last number is in no hurry until somebody uses the first result.
            if (variant == "imap" && number == last)
            {
                trace.WaitGate("the first result is used");
            }

            trace.Event("squared", item: number);
            return (long)number * number;
        }
    }
}
