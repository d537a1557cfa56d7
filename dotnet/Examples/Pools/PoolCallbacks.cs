namespace Parallax.Examples;

/// <summary>How am I told of each job's result or error as it comes, not in the order of the jobs?</summary>
/// <remarks>
/// <c>ContinueWith</c> adds a callback to a task: one for results, one for errors. The one that does not
/// apply is cancelled. Without the one for errors, an error is lost. Callbacks run on any threads of the
/// pool, several at once, so what they share needs a lock. <c>Task.WhenEach</c> (.NET 9) is a loop over tasks
/// in the order in which they end. Prefer it: it needs no lock, and an ordinary <c>catch</c> catches the
/// errors. Python's <c>Pool</c> runs all callbacks on one thread of the parent.
/// </remarks>
public static class PoolCallbacks
{
    /// <summary>It awaits the callbacks, not only the jobs.</summary>
    public static async Task CallbacksAsync(
        int[] numbers, Func<int, Task<int>> job, Action<int> onResult, Action<Exception>? onError)
    {
        List<Task> told = [];
        foreach (var number in numbers)
        {
            var running = job(number);
            told.Add(running.ContinueWith(ended => onResult(ended.Result),
                CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default));
            if (onError is not null)
            {
                told.Add(running.ContinueWith(ended => onError(ended.Exception!.InnerException!),
                    CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default));
            }
        }

        // One of each job's two callbacks is cancelled, which is no error here.
        await Task.WhenAll(told).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The loop hands out a task when it has ended, so the await does not wait.</summary>
    public static async Task AsCompletedAsync(
        int[] numbers, Func<int, Task<int>> job, Action<int> onResult, Action<Exception> onError)
    {
        Task<int>[] jobs = [.. numbers.Select(job)];
        await foreach (var ended in Task.WhenEach(jobs))
        {
            try
            {
                onResult(await ended);
            }
            catch (InvalidOperationException error)
            {
                onError(error);
            }
        }
    }

    public static async Task Main()
    {
        int[] numbers = [4, -1, 9];
        Action<Exception> onError = error => Console.WriteLine(error.Message);
        await CallbacksAsync(numbers, RootAsync, Console.WriteLine, onError);
        await AsCompletedAsync(numbers, RootAsync, Console.WriteLine, onError);
        Console.WriteLine("without a callback for errors:");
        await CallbacksAsync(numbers, RootAsync, Console.WriteLine, onError: null);

        static Task<int> RootAsync(int number) => Task.Run(() =>
            number >= 0 ? (int)Math.Sqrt(number) : throw new InvalidOperationException("a negative number"));
    }
}
