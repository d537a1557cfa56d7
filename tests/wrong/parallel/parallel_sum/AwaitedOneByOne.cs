using System.Numerics.Tensors;

namespace Parallax.Wrong.Parallel.ParallelSum;

/// <summary>Waits for each part's task right after its start, so that the parts are added one after the other.</summary>
public static class AwaitedOneByOne
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record State(string Variant, long[] Numbers, int Workers);

    public sealed record Output(long Sum, long Count);

    public static State Prepare(Parameters parameters)
    {
        var numbers = new long[parameters.N];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i;
        }

        return new State(parameters.Variant, numbers, parameters.Workers);
    }

    public static Output Run(State state, ITrace trace)
    {
        var (variant, numbers, workers) = state;
        var total = variant switch
        {
            "serial" => Add(numbers),
            "source" => Source(numbers),
            "threads" => InThreads(Add, numbers, workers, trace),
            "idiomatic" => numbers.Sum(),
            "tuned" => InThreads(TensorPrimitives.Sum, numbers, workers, trace),
            _ => throw new ArgumentException($"unknown variant {variant}"),
        };
        return new Output(total, numbers.Length);
    }

    private static long Add(ReadOnlySpan<long> numbers)
    {
        var total = 0L;
        foreach (var number in numbers)
        {
            total += number;
        }

        return total;
    }

    private static long Source(long[] numbers) => numbers.AsParallel().Sum();

    private static long InThreads(
        Func<ReadOnlySpan<long>, long> addPart, long[] numbers, int workers, ITrace trace)
    {
        var subtotals = new long[workers];

        void Work(int worker)
        {
            using (trace.Span("add", item: worker))
            {
                if (worker < 2)
                {
                    trace.Rendezvous("two adding", 2);
                }

                var (start, stop) = PartOf(numbers.Length, worker, workers);
                subtotals[worker] = addPart(numbers.AsSpan(start..stop));
            }
        }

        for (var worker = 0; worker < workers; worker++)
        {
            var mine = worker;
            Task.Run(() => Work(mine)).Wait();
        }

        return subtotals.Sum();
    }

    private static (int Start, int Stop) PartOf(long count, int worker, int workers) =>
        ((int)(count * worker / workers), (int)(count * (worker + 1) / workers));
}
