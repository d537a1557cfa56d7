using System.Globalization;
using System.Net;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A service fails in the ways that were asked for, and a clock jumps: who asks how often, and how long are the waits?
/// </summary>
/// <remarks>
/// The scene throws HttpClient's own errors, so no server is needed. A wait ends when nobody can go on without it, so
/// who does not await it asks too early. A caller who gives up does so while the text waits. In observed trials three
/// more callers fail in the same way: do all come back at the same moments? Nobody looks at how these wait.
/// </remarks>
public static class RetryBackoffScene
{
    private const int Others = 3;

    public sealed record Parameters(
        string Variant, int Retries, int FirstDelayMs, string[] Failures, bool GiveUp);

    public sealed record Output(string Outcome, int Attempts, int[]? DelaysMs, bool? Within, bool? Together);

    private sealed record Called(string Outcome, int Attempts, double[] Waits);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var one = await CallAsync(state, watch, seen: true);
        watch.Event("told", value: one.Outcome);
        bool? together = null;
        if (watch.Observed)
        {
            together = one.Waits.Length > 0 && one.Outcome != "deadlock";
            for (var others = 0; others < Others && one.Outcome != "deadlock"; others++)
            {
                var other = await CallAsync(state, watch, seen: false);
                together &= one.Waits.SequenceEqual(other.Waits);
            }

            await Rest.Async(); // who waits without being awaited
        }

        return state.Variant == "jitter"
            ? new(one.Outcome, one.Attempts, null, one.Waits.Index().All(Within), together)
            : new(
                one.Outcome,
                one.Attempts,
                [.. one.Waits.Select(wait => (int)Math.Round(wait))],
                null,
                together);

        bool Within((int Place, double Wait) one) =>
            Math.Pow(2, one.Place) * state.FirstDelayMs is var whole && one.Wait >= (whole / 2) - 1
                && one.Wait <= whole;
    }

    // One caller: what it was told, how often it asked, and its waits in milliseconds.
    private static async Task<Called> CallAsync(Parameters state, ITrace watch, bool seen)
    {
        var (attempts, waits) = (0, new List<double>());
        using var stop = new CancellationTokenSource();
        var clock = new JumpingTime(Wait);
        var firstDelay = TimeSpan.FromMilliseconds(state.FirstDelayMs);
        var told = await Told.Of(
            () => state.Variant switch
            {
                "library" => RetryBackoff.LibraryAsync(Ask, state.Retries, firstDelay, clock, stop.Token),
                "jitter" => RetryBackoff.JitterAsync(Ask, state.Retries, firstDelay, clock, stop.Token),
                _ => RetryBackoff.LoopAsync(Ask, state.Retries, firstDelay, clock, stop.Token),
            },
            watch.Observed);
        await RestAsync();
        return new(OutcomeOf(told), attempts, [.. waits]);

        Task RestAsync() => seen && watch.Observed ? Rest.Async() : Task.CompletedTask;

        async Task<string> Ask(CancellationToken token)
        {
            var number = Interlocked.Increment(ref attempts);
            using var span = seen ? watch.Span("step", item: $"attempt {number}") : null;
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            return number <= state.Failures.Length ? throw Failed(state.Failures[number - 1]) : "ok";
        }

        async Task<bool> Wait(TimeSpan delay)
        {
            int number;
            lock (waits)
            {
                waits.Add(delay.TotalMilliseconds);
                number = waits.Count;
            }

            using (seen ? watch.Span("step", item: $"wait {number}") : null)
            {
                await RestAsync();
            }

            if (state.GiveUp)
            {
                await stop.CancelAsync(); // as somebody else might, while it waits
            }

            return !state.GiveUp;
        }
    }

    // What HttpClient throws: a status, nobody there, or its own time-out.
    private static Exception Failed(string failure) => failure switch
    {
        "refused" => new HttpRequestException(HttpRequestError.ConnectionError, "connection refused"),
        "timeout" => new TaskCanceledException("HttpClient.Timeout", new TimeoutException("timed out")),
        _ => new HttpRequestException(
            "failed", null, (HttpStatusCode)int.Parse(failure, CultureInfo.InvariantCulture)),
    };

    private static string OutcomeOf(Told<string> told) => told.Thrown switch
    {
        HttpRequestException { StatusCode: { } status } => $"{(int)status}",
        HttpRequestException => "refused",
        TaskCanceledException { InnerException: TimeoutException } => "timeout",
        _ => told.Error ?? $"{told.Value}",
    };
}
