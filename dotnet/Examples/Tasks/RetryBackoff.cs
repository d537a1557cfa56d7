using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Polly;
using Polly.Retry;

namespace Parallax.Examples.Tasks;

/// <summary>Asks a busy service again, after waits that double each time.</summary>
/// <remarks>
/// Three retries are four attempts, and at one second to begin with, seven seconds of waiting: after the last
/// attempt there is no wait, and its error is the caller's. The source material's loop has an empty catch, and so
/// asks again for what does not exist: only what may pass by itself is worth a retry. It also makes an HttpClient
/// for each call, where one is enough for all. A cancellation is no failure, it ends the waiting. Older code
/// slept in a blocking way and held up its thread. A library (here Polly) does the same in a few words.
/// </remarks>
public static class RetryBackoff
{
    public sealed record Parameters(
        string Variant, int Retries, int FirstDelayMs, int FailTimes, string Failure, bool GiveUp);

    public sealed record Output(string Outcome, int Attempts, List<int> DelaysMs);

    public sealed record State(
        Parameters Asked, TcpListener Listener, ConcurrentDictionary<string, int> Seen, Task Serving, HttpClient Client);

    private static long _numbers;

    // Fails the first requests for each path.
    private static async Task Answer(TcpClient caller, ConcurrentDictionary<string, int> seen, Parameters asked)
    {
        using var stream = caller.GetStream();
        using var reader = new StreamReader(stream);
        var path = (await reader.ReadLineAsync())!.Split(' ')[1];
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        var fails = seen.AddOrUpdate(path, 1, (_, before) => before + 1) <= asked.FailTimes;
        var status = fails ? asked.Failure == "busy" ? "503 Busy" : "404 Missing" : "200 OK";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.0 {status}\r\n\r\n{(fails ? "" : "ok")}"));
    }

    private static async Task Serve(TcpListener listener, ConcurrentDictionary<string, int> seen, Parameters asked)
    {
        while (true)
        {
            _ = Answer(await listener.AcceptTcpClientAsync(), seen, asked);
        }
    }

    public static State Prepare(Parameters parameters)
    {
        var (listener, seen) = (new TcpListener(IPAddress.Loopback, 0), new ConcurrentDictionary<string, int>());
        listener.Start(); // on any port that is free
        var serving = Serve(listener, seen, parameters);
        // The service is on this machine: no proxy knows the way to it.
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.BaseAddress = new Uri($"http://{listener.LocalEndpoint}");
        return new State(parameters, listener, seen, serving, client);
    }

    public static async Task Cleanup(State state)
    {
        state.Client.Dispose();
        state.Listener.Stop(); // a stopped listener throws in who waits for a caller
        await state.Serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public static async Task<Output> Run(State state, ITrace trace)
    {
        var (path, delays) = ($"/job/{Interlocked.Increment(ref _numbers)}", new List<int>());
        using var stop = new CancellationTokenSource();

        // [step: one attempt]
        async Task<string> Get(CancellationToken token)
        {
            using (trace.Span("step", item: $"attempt {delays.Count + 1}"))
            {
                return await state.Client.GetStringAsync(path, token);
            }
        }

        // [step: one wait]
        IDisposable Note(int delayMs)
        {
            delays.Add(delayMs);
            if (state.Asked.GiveUp)
            {
                stop.Cancel(); // as somebody else might, while this task waits
            }

            return trace.Span("step", item: $"wait {delayMs}");
        }

        // [step: ask]
        string outcome;
        try
        {
            outcome = state.Asked.Variant == "library"
                ? await WithLibrary(Get, Note, state.Asked, stop.Token)
                : await WithLoop(Get, Note, state.Asked, stop.Token);
        }
        catch (HttpRequestException error)
        {
            outcome = MayPass(error) ? "busy" : "missing";
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
        }

        return new Output(outcome, state.Seen[path], delays);
    }

    // The source's loop, but for what it catches.
    private static async Task<string> WithLoop(
        Func<CancellationToken, Task<string>> get, Func<int, IDisposable> note, Parameters asked, CancellationToken stop)
    {
        var delayMs = asked.FirstDelayMs;
        for (var i = 0; i < asked.Retries; i++)
        {
            try
            {
                return await get(stop);
            }
            catch (HttpRequestException error) when (MayPass(error))
            {
                // Ask again.
            }

            using (note(delayMs))
            {
                await Task.Delay(delayMs, stop);
            }

            delayMs *= 2;
        }

        return await get(stop);
    }

    private static async Task<string> WithLibrary(
        Func<CancellationToken, Task<string>> get, Func<int, IDisposable> note, Parameters asked, CancellationToken stop)
    {
        var retrying = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(MayPass),
            MaxRetryAttempts = asked.Retries,
            Delay = TimeSpan.FromMilliseconds(asked.FirstDelayMs),
            BackoffType = DelayBackoffType.Exponential,
            OnRetry = attempt => // Polly says that it will wait, and then does
            {
                note((int)Math.Round(attempt.RetryDelay.TotalMilliseconds)).Dispose();
                return default;
            },
        }).Build();
        return await retrying.ExecuteAsync(async token => await get(token), stop);
    }

    private static bool MayPass(HttpRequestException error) => error.StatusCode >= HttpStatusCode.InternalServerError;
}
