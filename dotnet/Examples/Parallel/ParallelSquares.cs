namespace Parallax.Examples.Parallel;

/// <summary>Squares numbers on several threads, and asks in which order the results come.</summary>
/// <remarks>
/// <para>
/// A parallel map either hands out each result as soon as it is there, or keeps the order of its input.
/// Both are right, and it is the program that says which of the two it needs. An order that merely turns
/// up in a test run is no promise: the material behind this pair prints 64 before 16 as its "normal"
/// result, and an unordered query that ends in <c>ToArray()</c> happens to keep the order of a range.
/// </para>
/// <para>
/// The work is too small to gain from threads, and the plain query is quicker by far. What is shown is the
/// order, and larger work would come in the same ways.
/// </para>
/// </remarks>
public static class ParallelSquares
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
            "ordered" => Ordered(numbers, workers, trace),
            _ => throw new ArgumentException($"unknown variant {variant}"),
        };
        return new Output(squares);
    }

    // One number after the other: here the order of the input is the only one there is.
    private static List<long> Sequential(long[] numbers) => [.. numbers.Select(number => number * number)];

    // Whoever is done comes first. A square does not say of which number it is:
    // where that matters, the job has to give back both.
    private static List<long> Unordered(long[] numbers, int workers, ITrace trace)
    {
        long Work(long number) => Square(number, numbers[0], "another is handed out", trace);

        List<long> squares = [];
        // [step: hand out the numbers]
        // NotBuffered hands out every result by itself; the default is to wait for a batch of them.
        var results = numbers.AsParallel()
            .WithDegreeOfParallelism(workers)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(Work);
        // [step: take the squares]
        foreach (var result in results)
        {
            squares.Add(result);
            trace.Event("handed out", item: result);
            trace.OpenGate("another is handed out");
        }

        return squares;
    }

    // The jobs run just as before. A result that is early is kept back until all before it
    // have been handed out, so one slow job can hold up the whole line.
    private static List<long> Ordered(long[] numbers, int workers, ITrace trace)
    {
        long Work(long number) => Square(number, numbers[0], "another is squared", trace);

        List<long> squares = [];
        // [step: hand out the numbers in order]
        var results = numbers.AsParallel().AsOrdered()
            .WithDegreeOfParallelism(workers)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(Work);
        // [step: take the squares in order]
        foreach (var result in results)
        {
            squares.Add(result);
            trace.Event("handed out", item: result);
        }

        return squares;
    }

    // The first number is the slow one: it is not done before another one has overtaken it.
    // Where nobody can overtake it, because there is only one worker, it waits in vain.
    private static long Square(long number, long slow, string overtaken, ITrace trace)
    {
        // [step: square]
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
