#:package System.Threading.RateLimiting
using System.Diagnostics;
using System.Threading.RateLimiting;

namespace Parallax.Examples;

/// <summary>How do I let only so many jobs run at once, or only so many begin in each period?</summary>
/// <remarks>
/// A semaphore is a number of permits: a job that finds none waits, and <c>WaitAsync</c> blocks no thread.
/// Say the maximum, too: otherwise a <c>SemaphoreSlim</c> gets back more than it gave out, and its limit
/// grows. A rate limit counts starts, however long the jobs take: a token bucket does it, from the
/// package <c>System.Threading.RateLimiting</c>. Python has none in its library. You will also see
/// <c>Parallel.ForEachAsync</c>, which has a limit built in.
/// </remarks>
public static class Throttle
{
    public static SemaphoreSlim Permits(int limit) => new(limit, maxCount: limit);

    public static Task UnlimitedAsync(IEnumerable<Func<Task>> jobs) => Task.WhenAll(jobs.Select(job => job()));

    /// <summary>As many inside as there are permits.</summary>
    public static Task LimitAsync(IEnumerable<Func<Task>> jobs, SemaphoreSlim permits)
    {
        return Task.WhenAll(jobs.Select(Inside));

        async Task Inside(Func<Task> job)
        {
            await permits.WaitAsync();
            try
            {
                await job();
            }
            finally
            {
                permits.Release();
            }
        }
    }

    /// <summary>As many begin in a period as there are tokens, however many are still running.</summary>
    public static async Task RateAsync(IEnumerable<Func<Task>> jobs, RateLimiter bucket)
    {
        var begun = new List<Task>();
        foreach (var job in jobs)
        {
            using var lease = await bucket.AcquireAsync();
            if (!lease.IsAcquired)
            {
                throw new InvalidOperationException("too many wait already");
            }

            begun.Add(job());
        }

        await Task.WhenAll(begun);
    }

    public static async Task Main()
    {
        using var permits = Permits(3);
        await using var bucket = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = 5,
            TokensPerPeriod = 5,
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(300),
            QueueLimit = 8,
        });
        var clock = Stopwatch.StartNew();
        Func<Task>[] jobs = [.. Enumerable.Repeat(Job, 8)];
        Func<Task>[] ways =
            [() => UnlimitedAsync(jobs), () => LimitAsync(jobs, permits), () => RateAsync(jobs, bucket)];
        foreach (var way in ways)
        {
            clock.Restart();
            await way();
            Console.WriteLine();
        }

        Task Job() => Task.WhenAll(Console.Out.WriteAsync($"{clock.Elapsed.TotalSeconds:f1} "), Task.Delay(100));
    }
}
