using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Threads add a part each, and the first part's thread meets the last part's: which parts were added, and at once?
/// </summary>
/// <remarks>
/// Both have begun before either adds: a total that threads share without a lock is read by both before it is written.
/// The numbers are there before the clock starts: making them costs more than adding.
/// </remarks>
public static class ParallelSumScene
{
    public sealed record Parameters(string Variant, int N, int Workers);

    public sealed record State(Parameters Parameters, long[] Numbers, IDisposable Threads);

    public sealed record Output(long? Sum, long? Count, string? Error);

    public static State Prepare(Parameters parameters)
    {
        var numbers = new long[parameters.N];
        for (var at = 0; at < numbers.Length; at++)
        {
            numbers[at] = at;
        }

        return new State(parameters, numbers, Threads.Spare(parameters.Workers + 2));
    }

    public static void Cleanup(State state) => state.Threads.Dispose();

    public static Output Run(State state, ITrace watch)
    {
        var ((variant, _, workers), numbers, _) = state;
        var count = 0L;
        Func<ReadOnlySpan<long>, long> add = variant == "tuned" ? ParallelSum.Vectorised : ParallelSum.Serial;
        var inThreads = variant is "threads" or "tuned";
        var call = watch.Span("call");
        var told = Ended.Of(
            () => variant switch
            {
                "serial" => ParallelSum.Serial(numbers),
                "source" => ParallelSum.Source(numbers, workers),
                "idiomatic" => ParallelSum.Idiomatic(numbers),
                _ => ParallelSum.Threads(numbers, workers, watch.Observed ? Watched : add),
            },
            watch);
        call.Dispose();
        watch.Event("told");
        return new Output(
            told.Error is null ? told.Value : null, inThreads && watch.Observed ? count : null, told.Error);

        long Watched(ReadOnlySpan<long> part)
        {
            using var span = watch.Span("add", item: part[0]);
            if (part[0] == 0 || part[^1] == numbers.Length - 1)
            {
                watch.Rendezvous("two adding", 2);
            }

            Interlocked.Add(ref count, part.Length);
            return add(part);
        }
    }
}
