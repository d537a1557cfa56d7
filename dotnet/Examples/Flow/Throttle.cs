using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Parallax.Examples.Flow;

/// <summary>Lets only so many jobs run at once, or only so many begin in a period.</summary>
/// <remarks>
/// A semaphore is a number of permits. Whoever finds none waits, and with <c>WaitAsync</c> costs no thread meanwhile.
/// A <c>finally</c> gives the permit back whatever happens inside. Say the maximum, too: without it a
/// <c>SemaphoreSlim</c> takes back more than it gave out, and the limit grows without a word. Older code blocked a
/// thread in <c>Wait</c>. Where each job is an item of a list, <c>Parallel.ForEachAsync</c> has the limit built in.
/// A token bucket limits something else: how many begin in a period, however long they take. It comes from the
/// package <c>System.Threading.RateLimiting</c>. Mostly it fills itself up by the clock; here that is done by hand,
/// so that nobody has to wait.
/// </remarks>
public static class Throttle
{
    public sealed record Parameters(string Variant, int Jobs, int Limit, int JobMs, int Tokens, int PerMs);

    public sealed record Output(
        IReadOnlyCollection<int> Done,
        string? ReleaseTooOften,
        IReadOnlyCollection<int>? GrantedPerPeriod,
        int? LastBeganMs);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace) => state.Variant switch
    {
        "unlimited" => await WithPermits(state.Jobs, state, trace),
        "limit" => await WithPermits(state.Limit, state, trace),
        "rate" => WithTokens(state, trace),
        _ => throw new ArgumentException($"unknown variant {state.Variant}"),
    };

    // [step: limit how many are inside]
    private static async Task<Output> WithPermits(int limit, Parameters state, ITrace trace)
    {
        using var permits = new SemaphoreSlim(limit, maxCount: limit);
        var done = new ConcurrentQueue<int>();

        // [step: the job]
        async Task Job(int number)
        {
            await permits.WaitAsync();
            try
            {
                using var span = trace.Span("job", item: number);
                // The first ones wait for one another: so many are inside at once.
                if (number < limit)
                {
                    await trace.RendezvousAsync("as many as may", limit);
                }

                await Task.Delay(state.JobMs);
                done.Enqueue(number);
            }
            finally
            {
                permits.Release();
            }
        }

        // [step: start all jobs]
        await Task.WhenAll(Enumerable.Range(0, state.Jobs).Select(Job));
        // [step: give back too much]
        string? error = null;
        try
        {
            permits.Release();
        }
        catch (SemaphoreFullException)
        {
            error = "lock-misuse";
        }

        return new Output(done, error, GrantedPerPeriod: null, LastBeganMs: null);
    }

    // [step: limit how many begin in a period]
    private static Output WithTokens(Parameters state, ITrace trace)
    {
        using var bucket = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = state.Tokens,
            TokensPerPeriod = state.Tokens,
            AutoReplenishment = false,
            ReplenishmentPeriod = TimeSpan.FromTicks(1), // shorter than any turn: each refill is a whole one
        });
        var (now, done, granted) = (0, new List<int>(), new SortedDictionary<int, int>());
        for (var number = 0; number < state.Jobs; number++)
        {
            // [step: wait for a token]
            while (!bucket.AttemptAcquire().IsAcquired)
            {
                now += state.PerMs;
                bucket.TryReplenish();
            }

            trace.Event("granted", item: number, value: now);
            granted[now] = granted.GetValueOrDefault(now) + 1;
            done.Add(number);
        }

        return new Output(done, ReleaseTooOften: null, granted.Values, now);
    }
}
