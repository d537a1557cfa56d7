using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Polly;
using Polly.Retry;

namespace Parallax.Wrong.Tasks.RetryBackoff;

/// <summary>Leaves out ShouldHandle: by default Polly tries again after any exception but a cancellation.</summary>
public static class PollyDefaults
{
    public sealed record Parameters(
        string Variant, int Retries, int FirstDelayMs, int FailTimes, string Failure, bool GiveUp);

    public sealed record Output(string Outcome, int Attempts, List<int> DelaysMs);

    public sealed record State(
        Parameters Asked, TcpListener Listener, ConcurrentDictionary<string, int> Seen, Task Serving, HttpClient Client);

    private static long _numbers;

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

        async Task<string> Get(CancellationToken token)
        {
            using (trace.Span("step", item: $"attempt {delays.Count + 1}"))
            {
                return await state.Client.GetStringAsync(path, token);
            }
        }

        IDisposable Note(int delayMs)
        {
            delays.Add(delayMs);
            if (state.Asked.GiveUp)
            {
                stop.Cancel(); // as somebody else might, while this task waits
            }

            return trace.Span("step", item: $"wait {delayMs}");
        }

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
