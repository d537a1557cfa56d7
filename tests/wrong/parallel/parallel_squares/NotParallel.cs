namespace Parallax.Wrong.Parallel.ParallelSquares;

/// <summary>Forgets <c>AsParallel</c>: the query looks the same and runs on one thread.</summary>
public static class NotParallel
{
    public sealed record Parameters(string Variant, long[] Numbers, int Workers);

    public sealed record Output(List<long> Squares);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters parameters, ITrace trace)
    {
        var numbers = parameters.Numbers;

        long Work(long number)
        {
            using (trace.Span("square", item: number))
            {
                if (number == numbers[0])
                {
                    trace.OpenGate("the slow one has begun");
                    trace.WaitGate("another is handed out");
                    trace.Event("slow one squared", item: number);
                }
                else
                {
                    trace.WaitGate("the slow one has begun");
                }

                return number * number;
            }
        }

        List<long> squares = [];
        foreach (var result in numbers.Select(Work))
        {
            squares.Add(result);
            trace.Event("handed out", item: result);
            trace.OpenGate("another is handed out");
        }

        return new Output(squares);
    }
}
