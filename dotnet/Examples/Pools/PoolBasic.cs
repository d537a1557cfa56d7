using Job = System.Func<int, System.Threading.CancellationToken, System.Threading.Tasks.Task<int>>;

namespace Parallax.Examples;

/// <summary>How do I start more jobs than may run at once, and know that all of them are done?</summary>
/// <remarks>
/// The thread pool of .NET is never joined: the loop has the limit, and is awaited. The token that
/// <c>Parallel.ForEachAsync</c> gives to each job is cancelled when another job fails: pass it on. A
/// <c>SemaphoreSlim</c> limits tasks that are started one by one. Python's <c>Pool</c> is closed and joined.
/// </remarks>
public static class PoolBasic
{
    public static async Task<int[]> OneByOneAsync(int[] numbers, Job job, CancellationToken stop = default)
    {
        var results = new int[numbers.Length];
        foreach (var (index, number) in numbers.Index())
        {
            results[index] = await job(number, stop);
        }

        return results;
    }

    public static async Task<int[]> InPoolAsync(
        int[] numbers, Job job, int workers, CancellationToken stop = default)
    {
        var results = new int[numbers.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = stop };
        await Parallel.ForEachAsync(Enumerable.Range(0, numbers.Length), options,
            async (index, oneFailed) => results[index] = await job(numbers[index], oneFailed));
        return results;
    }

    public static async Task<int[]> InExecutorAsync(
        int[] numbers, Job job, int workers, CancellationToken stop = default)
    {
        using var places = new SemaphoreSlim(workers, workers); // with a maximum: a Release too many throws
        return await Task.WhenAll(numbers.Select(async number =>
        {
            await places.WaitAsync(stop);
            try
            {
                return await job(number, stop);
            }
            finally
            {
                places.Release();
            }
        }));
    }

    /// <summary>Without a number: one job for each CPU that this process may use.</summary>
    public static Task DefaultSizeAsync(int[] numbers, Job job) =>
        Parallel.ForEachAsync(numbers, async (number, oneFailed) => await job(number, oneFailed));

    public static async Task Main()
    {
        int[] numbers = [.. Enumerable.Range(0, 10)];
        Job square = (number, _) => Task.FromResult(number * number);
        Console.WriteLine(string.Join(" ", await OneByOneAsync(numbers, square)));
        Console.WriteLine(string.Join(" ", await InPoolAsync(numbers, square, workers: 2)));
        Console.WriteLine(string.Join(" ", await InExecutorAsync(numbers, square, workers: 2)));
        await DefaultSizeAsync(numbers, square);
    }
}
