namespace Parallax.Examples;

/// <summary>How do I fold a list into one result on several threads, with a function of my own?</summary>
/// <remarks>
/// A fold is a chain: each step needs the result of the step before. To fold in parallel, each worker folds a
/// part, and a second function joins the results (<c>combineAccumulatorsFunc</c>). The result is the same
/// only where the operation is associative (brackets do not matter) and the seed changes nothing, for each
/// part begins with it: adding from 0 is such a fold, subtracting is not. The result has the seed's type:
/// from <c>0</c>, an int, a sum wraps around unnoticed.
/// Python has the same two functions, but with the GIL no time is gained.
/// </remarks>
public static class ParallelAggregate
{
    public static T Fold<T>(long[] numbers, T seed, Func<T, long, T> step) => numbers.Aggregate(seed, step);

    /// <summary>In a parallel query (PLINQ) it is still one chain, on one thread.</summary>
    public static T SeedOnly<T>(long[] numbers, T seed, Func<T, long, T> step, int workers) =>
        numbers.AsParallel().WithDegreeOfParallelism(workers).Aggregate(seed, step);

    /// <summary>Two functions: one takes a number into a part's result, the other joins two results.</summary>
    public static T Partials<T>(long[] numbers, T seed, Func<T, long, T> step, Func<T, T, T> join, int workers)
    {
        var query = numbers.AsParallel().WithDegreeOfParallelism(workers);
        return query.Aggregate(() => seed, step, join, result => result);
    }

    public static long Add(long total, long number) => total + number;

    public static long Subtract(long total, long number) => total - number;

    public static void Main()
    {
        long[] numbers = [.. Enumerable.Range(0, 100_000)];
        foreach (var step in new[] { Add, Subtract })
        {
            Console.WriteLine($"{step.Method.Name} as a fold: {Fold(numbers, 0L, step)}");
            Console.WriteLine($"{step.Method.Name} in a parallel query: {SeedOnly(numbers, 0L, step, workers: 2)}");
            Console.WriteLine($"{step.Method.Name} in parts: {Partials(numbers, 0L, step, step, workers: 2)}");
        }
    }
}
