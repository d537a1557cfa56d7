namespace Parallax.Examples.Pools;

/// <summary>Maps a function over numbers on a pool of workers, and takes the results back in order.</summary>
/// <remarks>
/// <c>ToArray</c> gives an array when every job is done. An enumerator over a query that is
/// <c>NotBuffered</c> hands out its first results while the last jobs still run. An error ends the whole
/// query: the other jobs are given up, and the error comes inside an <c>AggregateException</c>. The workers
/// are threads of .NET's own pool, which share the program's memory; it has no pool of processes. Older
/// code wrote results into an array from <c>Parallel.For</c>, which is still right where an index is at hand.
/// </remarks>
public static class PoolMap
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record Output(IReadOnlyList<long>? Squares, bool? InParent, string? Error, IReadOnlyList<long>? AfterError);

    private sealed record Result(long Square, int Pid);

    // The job's own error; its message is the number.
    private sealed class Refused(int number) : Exception($"{number}");

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (variant, count, workers) = state;
        var results = ParallelEnumerable.Range(0, count).AsOrdered()
            .WithDegreeOfParallelism(workers)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(number => Square(number, count - 1, variant, trace));
        return variant switch
        {
            "map" => Whole(results, trace),
            "imap" => Streamed(results, trace),
            "error" => WithError(results),
            _ => throw new ArgumentException($"unknown variant {variant}"),
        };
    }

    // All at once: nobody sees a result before the last one is there.
    private static Output Whole(ParallelQuery<Result> query, ITrace trace)
    {
        // [step: map]
        var results = query.ToArray();
        // [step: take the results]
        trace.Event("first result");
        return AnswerOf(results);
    }

    // One by one, in the order of the input, while later jobs still run.
    private static Output Streamed(ParallelQuery<Result> query, ITrace trace)
    {
        // [step: map lazily]
        using var iterator = query.GetEnumerator();
        // [step: take the first result]
        iterator.MoveNext();
        List<Result> results = [iterator.Current];
        trace.Event("first result");
        trace.OpenGate("the first result is used");
        // [step: take the others]
        while (iterator.MoveNext())
        {
            results.Add(iterator.Current);
        }

        return AnswerOf(results);
    }

    private static Output WithError(ParallelQuery<Result> query)
    {
        // [step: map with an error]
        using var iterator = query.GetEnumerator();
        string? error = null;
        List<long> after = [];
        // [step: take what can be had]
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
            after.Add(iterator.Current.Square);
        }

        return new Output(Squares: null, InParent: null, error, after);
    }

    private static Output AnswerOf(IReadOnlyList<Result> results)
    {
        var inParent = results.Any(result => result.Pid == Environment.ProcessId);
        return new Output([.. results.Select(result => result.Square)], inParent, Error: null, AfterError: null);
    }

    // [step: the job]
    private static Result Square(int number, int last, string variant, ITrace trace)
    {
        using (trace.Span("square", item: number))
        {
            if (variant == "error")
            {
                if (number == 1)
                {
                    throw new Refused(number);
                }
            }
            else if (variant == "imap" && number == last)
            {
                trace.WaitGate("the first result is used");
            }
            else if (variant == "map" && (number == 0 || number == last))
            {
                trace.Rendezvous("two squaring", 2);
            }

            trace.Event("squared", item: number);
            return new Result((long)number * number, Environment.ProcessId);
        }
    }
}
