using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parallax.Wrong.Tasks.RetryBackoff;

/// <summary>The source's own fault: an empty catch, so what does not exist is asked for again.</summary>
public static class CatchAll
{
    public sealed record Parameters(
        string Variant, int Retries, int FirstDelayMs, int FailTimes, string Failure, bool GiveUp);

    public sealed record Output(string Outcome, int Attempts, List<int> DelaysMs);

    public sealed record State(
        Parameters Asked, TcpListener Listener, ConcurrentDictionary<string, int> Seen, Task Serving, HttpClient Client);

    private static long _numbers;

    private static async Task Serve(TcpListener listener, ConcurrentDictionary<string, int> seen, Parameters asked)
    {
        while (true)
        {
            using var stream = (await listener.AcceptTcpClientAsync()).GetStream();
            using var reader = new StreamReader(stream);
            var path = (await reader.ReadLineAsync())!.Split(' ')[1];
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            var fails = seen.AddOrUpdate(path, 1, (_, before) => before + 1) <= asked.FailTimes;
            var status = fails ? asked.Failure == "busy" ? "503 Busy" : "404 Missing" : "200 OK";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.0 {status}\r\n\r\n{(fails ? "" : "ok")}"));
        }
    }

    public static State Prepare(Parameters parameters)
    {
        var (listener, seen) = (new TcpListener(IPAddress.Loopback, 0), new ConcurrentDictionary<string, int>());
        listener.Start();
        var serving = Serve(listener, seen, parameters);
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.BaseAddress = new Uri($"http://{listener.LocalEndpoint}");
        return new State(parameters, listener, seen, serving, client);
    }

    public static async Task Cleanup(State state)
    {
        state.Client.Dispose();
        state.Listener.Stop();
        await state.Serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public static async Task<Output> Run(State state, ITrace trace)
    {
        var (path, delays, outcome) = ($"/job/{Interlocked.Increment(ref _numbers)}", new List<int>(), "");

        async Task<string> Get()
        {
            using (trace.Span("step", item: $"attempt {delays.Count + 1}"))
            {
                return await state.Client.GetStringAsync(path);
            }
        }

        IDisposable Note(int delayMs)
        {
            delays.Add(delayMs);
            return trace.Span("step", item: $"wait {delayMs}");
        }

        try
        {
            outcome = await Retry(Get, Note, state.Asked);
        }
        catch (HttpRequestException error)
        {
            outcome = error.StatusCode >= HttpStatusCode.InternalServerError ? "busy" : "missing";
        }

        return new Output(outcome, state.Seen[path], delays);
    }

    private static async Task<string> Retry(Func<Task<string>> get, Func<int, IDisposable> note, Parameters asked)
    {
        var delayMs = asked.FirstDelayMs;
        for (var i = 0; i < asked.Retries; i++)
        {
            try
            {
                return await get();
            }
            catch
            {
            }

            using (note(delayMs))
            {
                await Task.Delay(delayMs);
            }

            delayMs *= 2;
        }

        return await get();
    }
}
