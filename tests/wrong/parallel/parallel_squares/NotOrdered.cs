namespace Parallax.Wrong.Parallel.ParallelSquares;

/// <summary>Needs the order of the input and forgets <c>AsOrdered</c>.</summary>
public static class NotOrdered
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
                    trace.WaitGate("another is squared");
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
        var results = numbers.AsParallel()
            .WithDegreeOfParallelism(parameters.Workers)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(Work);
        foreach (var result in results)
        {
            squares.Add(result);
            trace.Event("handed out", item: result);
            trace.OpenGate("another is squared");
        }

        return new Output(squares);
    }
}
