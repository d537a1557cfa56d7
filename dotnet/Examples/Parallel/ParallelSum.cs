using System.Numerics.Tensors;

namespace Parallax.Examples.Parallel;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Adds up a million numbers: on one core, on all of them, and as fast as this language can.</summary>
/// <remarks>
/// Adding is so cheap that sharing it out can cost more than it saves. The material behind this pair says
/// <c>AsParallel().Sum()</c>, and measured 0.096 s against 0.103 s without; that is mostly the start of
/// .NET. Inside a running program plain <c>Sum()</c> wins at a million: it adds several numbers with each
/// instruction, while a parallel query hands every single number through an enumerator. Sharing out can
/// help when each core gets one whole range and adds it as fast as one core can, and once there are so
/// many numbers that waking a second thread no longer matters.
/// </remarks>
public static class ParallelSum
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record State(string Variant, long[] Numbers, int Workers);

    public sealed record Output(long Sum, long Count);

    // The numbers are there before the clock starts: making them costs more than adding them.
    // The threads are those of .NET's own pool.
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

    // One number after the other.
    private static long Add(ReadOnlySpan<long> numbers)
    {
        var total = 0L;
        foreach (var number in numbers)
        {
            total += number;
        }

        return total;
    }

    // A parallel query, which deals out the numbers to its threads one by one.
    private static long Source(long[] numbers) => numbers.AsParallel().Sum();

    // Each worker adds its own part and keeps its own subtotal: nothing is shared while they add,
    // so there is nothing to lock.
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

                // [step: add one part]
                var (start, stop) = PartOf(numbers.Length, worker, workers);
                subtotals[worker] = addPart(numbers.AsSpan(start..stop));
            }
        }

        // [step: share out the parts]
        Parallel.For(0, workers, Work);
        // [step: add the subtotals]
        return subtotals.Sum();
    }

    // Where a worker's part of the numbers starts and stops. Together the parts leave nothing out,
    // also where the numbers cannot be shared out evenly. In int, count * worker could overflow.
    private static (int Start, int Stop) PartOf(long count, int worker, int workers) =>
        ((int)(count * worker / workers), (int)(count * (worker + 1) / workers));
}
