using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>Jobs meet, wait and fail on several threads: what came, in which order, when and from where?</summary>
/// <remarks>
/// For an array the first and the last job meet, which takes two workers. For results one by one the first job goes on
/// when another is done, so that results taken as they come stand in another order; and the last one waits until the
/// first result is used. Otherwise one job fails, and the results around its error are asked for.
/// </remarks>
public static class PoolMapScene
{
    public sealed record Parameters(string Variant, int N, int Workers, int Fails);

    public sealed record State(Parameters Parameters, IDisposable Threads);

    public sealed record Output(
        IReadOnlyList<long>? Squares,
        string? Error,
        int? ErrorAt = null,
        IReadOnlyList<long>? AfterError = null);

    public static State Prepare(Parameters parameters) =>
        new(parameters, Threads.Spare(parameters.Workers + 2));

    public static void Cleanup(State state) => state.Threads.Dispose();

    public static Output Run(State state, ITrace watch)
    {
        var (variant, count, workers, fails) = state.Parameters;
        int[] numbers = [.. Enumerable.Range(0, count)];
        Func<int, long> job = watch.Observed
            ? number => Job(number, state.Parameters, watch)
            : PoolMap.Square;
        if (variant == "past-errors")
        {
            var each = Ended.Of(() => PoolMap.PastErrors(numbers, job, workers), watch);
            var at = each.Value is null ? -1 : Array.FindIndex(each.Value, one => one.Error is not null);
            return at < 0
                ? new Output(null, each.Error)
                : new Output(
                    null,
                    Ended.Category(each.Value![at].Error),
                    at,
                    [.. each.Value[(at + 1)..].Select(one => one.Result)]);
        }

        var (squares, after) = (new List<long>(), new List<long>());
        var told = Ended.Of(
            () => Use(
                variant == "map"
                    ? PoolMap.Whole(numbers, job, workers)
                    : PoolMap.Streamed(numbers, job, workers)),
            watch);
        return variant == "error"
            ? new Output(null, told.Error, AfterError: after)
            : new Output(squares, told.Error);

        void Use(IEnumerable<long> results)
        {
            using var iterator = results.GetEnumerator();
            try
            {
                Take(iterator, squares);
            }
            catch (Exception) when (variant == "error")
            {
                Take(iterator, after); // what can still be had
                throw;
            }
        }

        void Take(IEnumerator<long> iterator, List<long> to)
        {
            while (to.Count <= count && iterator.MoveNext())
            {
                to.Add(iterator.Current);
                if (to.Count == 1)
                {
                    watch.Event("first result");
                }

                watch.OpenGate("the first result is used");
            }
        }
    }

    private static long Job(int number, Parameters parameters, ITrace watch)
    {
        using var span = watch.Span("square", item: number);
        var (variant, last) = (parameters.Variant, parameters.N - 1);
        if (variant == "map" && (number == 0 || number == last))
        {
            watch.Rendezvous("two squaring", 2);
        }

        if (variant == "imap" && number == 0)
        {
            watch.WaitGate("another was sent");
        }

        if (variant == "imap" && number == last)
        {
            watch.WaitGate("the first result is used");
        }

        if (variant is "error" or "past-errors" && number == parameters.Fails)
        {
            throw new DivideByZeroException();
        }

        var square = PoolMap.Square(number);
        watch.Event("squared", item: number);
        if (number != 0)
        {
            watch.OpenGate("another was sent");
        }

        return square;
    }
}
