namespace Parallax.Wrong.Parallel.ParallelSquares;

/// <summary>Needs the order of the input and takes the query without <c>AsOrdered</c>.</summary>
public static class NotOrdered
{
    public sealed record Parameters(string Variant, long[] Numbers, int Workers);

    public sealed record Output(IReadOnlyList<long> Squares);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (variant, numbers, workers) = state;
        var squares = variant switch
        {
            "sequential" => Sequential(numbers),
            "unordered" => Unordered(numbers, workers, trace),
            "ordered" => Unordered(numbers, workers, trace),
            _ => throw new ArgumentException($"unknown variant {variant}"),
        };
        return new Output(squares);
    }

    private static List<long> Sequential(long[] numbers) => [.. numbers.Select(number => number * number)];

    private static List<long> Unordered(long[] numbers, int workers, ITrace trace)
    {
        long Work(long number) => Square(number, numbers[0], "another is handed out", trace);

        List<long> squares = [];
        var results = numbers.AsParallel()
            .WithDegreeOfParallelism(workers)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(Work);
        foreach (var result in results)
        {
            squares.Add(result);
            trace.Event("handed out", item: result);
            trace.OpenGate("another is handed out");
        }

        return squares;
    }

    private static List<long> Ordered(long[] numbers, int workers, ITrace trace)
    {
        long Work(long number) => Square(number, numbers[0], "another is squared", trace);

        List<long> squares = [];
        var results = numbers.AsParallel().AsOrdered()
            .WithDegreeOfParallelism(workers)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(Work);
        foreach (var result in results)
        {
            squares.Add(result);
            trace.Event("handed out", item: result);
        }

        return squares;
    }

    private static long Square(long number, long slow, string overtaken, ITrace trace)
    {
        using (trace.Span("square", item: number))
        {
            if (number == slow)
            {
                trace.OpenGate("the slow one has begun");
                trace.WaitGate(overtaken);
                trace.Event("slow one squared", item: number);
            }
            else
            {
                trace.WaitGate("the slow one has begun");
                trace.OpenGate("another is squared");
            }

            return number * number;
        }
    }
}
