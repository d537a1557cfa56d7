using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Jobs go on only when nobody else can: who is inside then was let in. The clock of the rate is put forward by hand.
/// </summary>
public static class ThrottleScene
{
    private const int Periods = 40; // who needs more never ends

    public sealed record Parameters(string Variant, int Jobs, int Limit, int JobMs, int Tokens, int PerMs);

    public sealed record Output(
        IReadOnlyCollection<int> Done,
        string? ReleaseTooOften,
        IReadOnlyCollection<int>? GrantedPerPeriod,
        int? LastBeganMs,
        string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        await Task.Yield(); // onto the pool, whose rest is waited for
        var (done, granted, now) = (new ConcurrentQueue<int>(), new SortedDictionary<int, int>(), 0);
        var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isRate = state.Variant == "rate";
        var (tooOften, error) = ((string?)null, (string?)null);
        Func<Task>[] jobs =
            [.. Enumerable.Range(0, state.Jobs).Select(number => (Func<Task>)(() => Job(number)))];
        try
        {
            await (
                isRate ? Rate() : state.Variant == "limit" ? Limit() : Told(Throttle.UnlimitedAsync(jobs)));
        }
        catch (Exception raised)
        {
            error = raised is TimeoutException ? "deadlock" : Crew.Category(raised);
        }

        watch.Event("told");
        return new Output(
            [.. done],
            tooOften,
            isRate ? [.. granted.Values] : null,
            isRate ? granted.Keys.LastOrDefault() : null,
            error);

        Task Told(Task text) => watch.Observed ? text.WaitAsync(TimeSpan.FromSeconds(8)) : text;

        async Task Job(int number)
        {
            using var span = watch.Span("job", item: number);
            if (isRate)
            {
                watch.Event("granted", item: number, value: now);
                lock (granted)
                {
                    granted[now] = granted.GetValueOrDefault(now) + 1;
                }

                await free.Task; // a rate does not ask who is still inside
            }
            else
            {
                await (watch.Observed ? Rest.Async() : Task.Delay(state.JobMs));
            }

            done.Enqueue(number);
        }

        async Task Limit()
        {
            using var permits = Throttle.Permits(state.Limit);
            await Told(Throttle.LimitAsync(jobs, permits));
            try
            {
                permits.Release();
            }
            catch (SemaphoreFullException)
            {
                tooOften = "lock-misuse";
            }
        }

        async Task Rate()
        {
            await using var bucket = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
            {
                TokenLimit = state.Tokens,
                TokensPerPeriod = state.Tokens,
                AutoReplenishment = false,
                ReplenishmentPeriod = TimeSpan.FromTicks(1), // shorter than any turn: each refill is a whole one
                QueueLimit = state.Jobs,
            });
            var text = Throttle.RateAsync(jobs, bucket);
            for (var period = 0; period < Periods; period++)
            {
                await Rest.Async();
                lock (granted)
                {
                    if (text.IsCompleted || granted.Values.Sum() >= state.Jobs)
                    {
                        break;
                    }

                    now += state.PerMs;
                }

                bucket.TryReplenish();
            }

            free.SetResult();
            await text.WaitAsync(TimeSpan.FromSeconds(2));
        }
    }
}
