using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Parallax.Wrong.Flow.Throttle;

/// <summary>Does not await the permit: everybody goes in at once.</summary>
public static class NotAwaited
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

    private static async Task<Output> WithPermits(int limit, Parameters state, ITrace trace)
    {
        using var permits = new SemaphoreSlim(limit, maxCount: limit);
        var done = new ConcurrentQueue<int>();

        async Task Job(int number)
        {
            _ = permits.WaitAsync();
            try
            {
                using var span = trace.Span("job", item: number);
                if (number <= limit)
                {
                    await trace.RendezvousAsync("one more than may", limit + 1);
                }

                await Task.Delay(state.JobMs);
                done.Enqueue(number);
            }
            finally
            {
                permits.Release();
            }
        }

        await Task.WhenAll(Enumerable.Range(0, state.Jobs).Select(Job));
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
