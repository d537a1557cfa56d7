#:package Polly.Core
using System.Diagnostics;
using System.Net;
using Polly;
using Polly.Retry;

namespace Parallax.Examples;

/// <summary>A service is busy: how often do I ask again, how long do I wait, and which failures are final?</summary>
/// <remarks>
/// Exponential backoff doubles each wait. Three retries are four attempts with three waits; the caller gets
/// the error of the last attempt. Retry only what may pass: no answer (no StatusCode), a time-out and some
/// statuses, but not 404 or 501; and only an idempotent request, one that may be done twice, because a lost
/// answer may have worked. Jitter makes a part of each wait random, so that callers that failed together do
/// not come back together. A cancellation is not retried, but HttpClient throws TaskCanceledException for its
/// own Timeout too: then it has a TimeoutException inside.
/// </remarks>
public static class RetryBackoff
{
    // Time-out, too many requests, and the server's own troubles.
    private static readonly int[] Passing = [408, 429, 500, 502, 503, 504];

    /// <summary>Asks the service once.</summary>
    public delegate Task<string> Ask(CancellationToken stop);

    /// <summary>Each wait is twice as long as the one before.</summary>
    public static Task<string> LoopAsync(
        Ask ask, int retries, TimeSpan firstDelay, TimeProvider clock, CancellationToken stop)
    {
        var delays = Enumerable.Range(0, retries).Select(retry => firstDelay * Math.Pow(2, retry));
        return RetryAsync(ask, delays, clock, stop);
    }

    /// <summary>Equal jitter: half of that wait, and a random part of the other half.</summary>
    public static Task<string> JitterAsync(
        Ask ask, int retries, TimeSpan firstDelay, TimeProvider clock, CancellationToken stop)
    {
        double Part() => 0.5 + (Random.Shared.NextDouble() / 2);
        var delays = Enumerable.Range(0, retries).Select(retry => Part() * Math.Pow(2, retry) * firstDelay);
        return RetryAsync(ask, delays, clock, stop);
    }

    /// <summary>The same as the loop with Polly; its <c>UseJitter = true</c> has jitter.</summary>
    public static async Task<string> LibraryAsync(
        Ask ask, int retries, TimeSpan firstDelay, TimeProvider clock, CancellationToken stop)
    {
        var strategy = new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(MayPass),
            MaxRetryAttempts = retries,
            Delay = firstDelay,
            BackoffType = DelayBackoffType.Exponential,
        };
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(strategy).Build();
        return await pipeline.ExecuteAsync(async cancel => await ask(cancel), stop);
    }

    private static async Task<string> RetryAsync(
        Ask ask, IEnumerable<TimeSpan> delays, TimeProvider clock, CancellationToken stop)
    {
        foreach (var delay in delays)
        {
            try
            {
                return await ask(stop);
            }
            catch (Exception error) when (MayPass(error))
            {
                await Task.Delay(delay, clock, stop);
            }
        }

        return await ask(stop); // the last attempt: its error goes to the caller
    }

    private static bool MayPass(Exception error) => error switch
    {
        HttpRequestException { StatusCode: { } status } => Passing.Contains((int)status),
        HttpRequestException => true, // no answer
        TaskCanceledException { InnerException: TimeoutException } => true, // HttpClient's own time-out
        _ => false,
    };

    public static async Task Main()
    {
        foreach (var way in new[] { LoopAsync, JitterAsync, LibraryAsync })
        {
            var start = Stopwatch.StartNew();
            var busy = new HttpRequestException("busy", null, HttpStatusCode.ServiceUnavailable);
            var failures = new Stack<Exception>([new HttpRequestException("no answer"), busy]);
            var told = await way(
                AskAsync, 3, TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            Console.WriteLine($"{way.Method.Name}: {told}");

            Task<string> AskAsync(CancellationToken stop)
            {
                Console.WriteLine($"  asked at {start.Elapsed.TotalSeconds:0.00} s");
                return failures.TryPop(out var failure)
                    ? Task.FromException<string>(failure)
                    : Task.FromResult("answered");
            }
        }
    }
}
