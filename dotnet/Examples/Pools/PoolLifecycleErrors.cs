using System.Threading.Channels;
using Job = System.Func<int, System.Threading.Tasks.Task<int>>;

namespace Parallax.Examples;

/// <summary>What if I wait for a worker's end too early, hand over a job too late, or wait with a limit?</summary>
/// <remarks>
/// .NET's thread pool is never closed. What can be closed is a queue of jobs, here a <c>Channel</c>. After
/// <c>Complete</c> it takes no new job; those that it has are still done, and then its reader ends. A wait
/// for the reader before that never ends: set a limit, with <c>WaitAsync</c>, which ends the waiting only.
/// <c>WriteAsync</c> on a completed channel throws a <c>ChannelClosedException</c>, <c>TryWrite</c> returns
/// <c>false</c>. Python's <c>Pool.join</c> raises an error if the pool is open, and has no timeout.
/// You will also see <c>BlockingCollection</c>, which is read by a thread.
/// </remarks>
public static class PoolLifecycleErrors
{
    /// <summary>Hand over, complete, wait for the worker with a limit.</summary>
    public static async Task<List<int>> OrderlyAsync(
        int[] numbers, Job job, Channel<int> pool, TimeSpan limit)
    {
        var worker = WorkAsync(pool.Reader, job);
        await HandOverAsync(numbers, pool.Writer);
        pool.Writer.Complete();
        return await worker.WaitAsync(limit);
    }

    /// <summary>TimeoutException: the channel was not completed, so its reader does not end.</summary>
    public static async Task JoinTooEarlyAsync(int[] numbers, Job job, Channel<int> pool, TimeSpan limit)
    {
        var open = WorkAsync(pool.Reader, job);
        await HandOverAsync(numbers, pool.Writer);
        await open.WaitAsync(limit);
    }

    /// <summary>TimeoutException if the jobs take longer; they are still done.</summary>
    public static async Task JoinWithLimitAsync(int[] numbers, Job job, Channel<int> pool, TimeSpan limit)
    {
        var slow = WorkAsync(pool.Reader, job);
        await HandOverAsync(numbers, pool.Writer);
        pool.Writer.Complete();
        await slow.WaitAsync(limit);
    }

    /// <summary>ChannelClosedException: a completed channel takes no job.</summary>
    public static async Task SubmitTooLateAsync(int[] numbers, Job job, Channel<int> pool, TimeSpan limit)
    {
        var closed = WorkAsync(pool.Reader, job);
        await HandOverAsync(numbers, pool.Writer);
        pool.Writer.Complete();
        await pool.Writer.WriteAsync(numbers.Length);
        await closed.WaitAsync(limit);
    }

    private static async Task HandOverAsync(int[] numbers, ChannelWriter<int> jobs)
    {
        foreach (var number in numbers)
        {
            await jobs.WriteAsync(number);
        }
    }

    /// <summary>The worker does the jobs one by one, until the channel is completed and empty.</summary>
    private static async Task<List<int>> WorkAsync(ChannelReader<int> jobs, Job job)
    {
        var finished = new List<int>();
        await foreach (var number in jobs.ReadAllAsync())
        {
            finished.Add(await job(number));
        }

        return finished;
    }

    public static async Task Main()
    {
        var limit = TimeSpan.FromMilliseconds(100);
        foreach (var way in (Func<int[], Job, Channel<int>, TimeSpan, Task>[])
            [OrderlyAsync, JoinTooEarlyAsync, JoinWithLimitAsync, SubmitTooLateAsync])
        {
            try
            {
                await way([1, 2, 3], SquareAsync, Channel.CreateUnbounded<int>(), limit);
                Console.WriteLine($"{way.Method.Name}: done");
            }
            catch (Exception error) when (error is TimeoutException or ChannelClosedException)
            {
                Console.WriteLine($"{way.Method.Name}: {error.GetType().Name}");
            }
        }

        static async Task<int> SquareAsync(int number)
        {
            await Task.Delay(20);
            return number * number;
        }
    }
}
