using System.Numerics.Tensors;

namespace Parallax.Examples.Parallel;

using Parallel = System.Threading.Tasks.Parallel;

/// <summary>Adds up a million numbers: on one core, on all of them, and as fast as this language can.</summary>
/// <remarks>
/// Adding is so cheap that sharing it out can cost more than it saves. The material behind this pair says
/// <c>AsParallel().Sum()</c>, and measured it as a little faster; what it measured was mostly the start of
/// .NET. Inside a running program plain <c>Sum()</c> wins at a million: it adds several numbers with each
/// instruction, while a parallel query hands every single number through an enumerator. A second core pays
/// when each core gets one whole range and adds it as fast as one core can.
/// </remarks>
public static class ParallelSum
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record State(string Variant, long[] Numbers, int Workers);

    public sealed record Output(long Sum, long Count);

    private delegate long Adding(ReadOnlySpan<long> numbers);

    // The numbers are there before the clock starts; the threads are those of .NET's own pool.
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
            "serial" => Serial(numbers),
            "source" => Source(numbers),
            "threads" => InThreads(Add, numbers, workers, trace),
            "idiomatic" => numbers.Sum(),
            "tuned" => InThreads(AddFast, numbers, workers, trace),
            _ => throw new ArgumentException($"unknown variant {variant}"),
        };
        return new Output(total, numbers.Length);
    }

    // One number after the other.
    private static long Serial(long[] numbers)
    {
        var total = 0L;
        foreach (var number in numbers)
        {
            total += number;
        }

        return total;
    }

    // A parallel query: every number goes through an enumerator, to whichever thread is free.
    private static long Source(long[] numbers) => numbers.AsParallel().Sum();

    // Each worker adds its own part and keeps its own subtotal: nothing is shared while they add.
    private static long InThreads(Adding add, long[] numbers, int workers, ITrace trace)
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
                var (start, stop) = Part(numbers.Length, worker, workers);
                subtotals[worker] = add(numbers.AsSpan(start..stop));
            }
        }

        // [step: share out the parts]
        Parallel.For(0, workers, Work);
        // [step: add the subtotals]
        return subtotals.Sum();
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

    private static long AddFast(ReadOnlySpan<long> numbers) => TensorPrimitives.Sum(numbers);

    // Where a worker's part of the numbers starts and stops.
    private static (int Start, int Stop) Part(long count, int worker, int workers) =>
        ((int)(count * worker / workers), (int)(count * (worker + 1) / workers));
}
