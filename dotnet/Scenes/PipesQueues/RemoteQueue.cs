using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// The scene's own clients meet the server: strangers, then one that stays silent while a good one must be served.
/// </summary>
/// <remarks>
/// They speak the protocol byte by byte, so nobody agrees with himself only. In the other variant the first job starts
/// the other language's program as a client of the same server, and is not done before that one's first result has
/// come.
/// </remarks>
public static class RemoteQueueScene
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2.5); // every right text is much sooner

    public sealed record Parameters(
        string Variant, string Question, string Answer, int Jobs, IReadOnlyList<string>? Counterpart = null);

    public sealed record State(Parameters Asked, byte[] Key, Server Server);

    public sealed record Output(
        string? ZhangGot = null, string? MingGot = null, IReadOnlyList<string?>? Told = null,
        IReadOnlyList<string?>? Refused = null, string? Served = null, int? Nonces = null,
        IReadOnlyList<int>? Squares = null, IReadOnlyList<string>? Clients = null);

    public static State Prepare(Parameters parameters)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        return new(parameters, key, new Server(key));
    }

    public static Task<Output> Run(State state, ITrace watch) => state.Asked.Variant switch
    {
        "exchange" => Talked(state, watch),
        "refusals" => Task.FromResult(Met(state, watch)),
        _ => Worked(state, watch),
    };

    public static void Cleanup(State state) => state.Server.Dispose();

    private static async Task<Output> Talked(State state, ITrace watch)
    {
        var (asked, port) = (state.Asked, state.Server.Port);
        var zhang = Client("zhang", state.Key, "zhang", asked.Question, "ming");
        var ming = Client("ming", state.Key, "ming", asked.Answer, "zhang");
        var ((zhangGot, _), (mingGot, _)) = (await zhang, await ming);
        var told = await Client("a stranger", RandomNumberGenerator.GetBytes(32), "spare", "?", "spare");
        return new Output(zhangGot, mingGot, [told.Item2]);

        Task<(string?, string?)> Client(string name, byte[] key, string to, string text, string from) =>
            Outcome(
                async () => $"{await RemoteQueue.ExchangeAsync(port, key, to, text, from)}",
                2 * Limit,
                watch,
                name);
    }

    private static Output Met(State state, ITrace watch)
    {
        using var clients = watch.Span("call", item: "clients");
        state.Server.Refuses = number => watch.Event("refused", item: number);
        var (server, told, nonces, served) =
            (state.Server, new List<string?>(), new HashSet<string>(), (string?)null);
        Raw Enter(byte[] key)
        {
            var raw = new Raw(server.Port);
            var nonce = $"{raw.Receive()}";
            nonces.Add(nonce);
            raw.Send(Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(nonce))));
            return raw;
        }

        Output Seen() => new(Told: told, Refused: [.. server.Refused], Served: served, Nonces: nonces.Count);
        try
        {
            foreach (var (key, text) in new[] { (new byte[32], "?"), (state.Key, new string('x', 1000)) })
            {
                using var raw = Enter(key);
                told.Add(raw.Told(new JsonArray("put", "spare", text)));
                server.HasRefused(told.Count);
            }

            using (Enter(state.Key))
            {
                // it vanishes
            }

            server.HasRefused(3);
            using var silent = new Raw(server.Port);
            nonces.Add($"{silent.Receive()}");
            using var good = Enter(state.Key);
            good.Send(new JsonArray("put", "jobs", state.Asked.Question));
            good.Receive();
            good.Send(new JsonArray("get", "jobs"));
            served = $"{good.Receive()}";
            told.Add(good.Told(null));
            return Seen();
        }
        catch (Exception)
        {
            return Seen(); // nobody answers, or nothing of sense
        }
    }

    private static async Task<Output> Worked(State state, ITrace watch)
    {
        var (server, begun) = (state.Server, new TaskCompletionSource());
        Process? other = null;
        var (results, came) = (new List<JsonNode>(), new TaskCompletionSource());
        // for each client one null
        foreach (var job in Enumerable.Range(0, state.Asked.Jobs).Cast<int?>().Append(null).Append(null))
        {
            server.Queues["jobs"].Writer.TryWrite(job);
        }

        JsonNode Square(int number)
        {
            if (begun.TrySetResult())
            {
                var start = ExampleProcess.StartInfo(state.Asked.Counterpart!, watch, $"{server.Port}");
                (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) =
                    (true, true, true);
                other = Process.Start(start)!;
                other.StandardInput.WriteLine(Convert.ToHexStringLower(state.Key));
                other.StandardInput.Close();
                Task.WhenAny(came.Task, other.WaitForExitAsync()).Wait(4 * Limit);
            }

            watch.Event("squared", item: number);
            return new JsonArray(number, number * number, "dotnet");
        }

        async Task Collect()
        {
            await foreach (var one in server.Queues["results"].Reader.ReadAllAsync())
            {
                if (one is JsonArray { Count: 3 })
                {
                    results.Add(one);
                    _ = $"{one[2]}" == "python" && came.TrySetResult();
                }
            }
        }

        var collected = Collect();
        var working = Outcome(
            async () =>
            {
                await RemoteQueue.WorkAsync(server.Port, state.Key, Square);
                return "";
            },
            5 * Limit, watch, "our client");
        await Waiting.EndsWithin(Task.WhenAny(begun.Task, working), Limit);
        if (begun.Task.IsCompleted)
        {
            await working;
        }

        if (other is not null)
        {
            await Waiting.EndsWithin(other.WaitForExitAsync(), Limit);
            other.Kill();
            await other.WaitForExitAsync();
            other.Dispose();
        }

        server.Queues["results"].Writer.TryComplete();
        await collected;
        return new Output(
            Squares: [.. results.OrderBy(one => (int)one[0]!).Select(one => (int)one[1]!)],
            Clients: [.. results.Select(one => (string)one[2]!).Distinct().Order(StringComparer.Ordinal)]);
    }

    private static async Task<(string? Value, string? Error)> Outcome(
        Func<Task<string?>> call, TimeSpan limit, ITrace watch, string item)
    {
        using var span = watch.Span("call", item);
        (string? Value, string? Error) outcome;
        try
        {
            outcome = (await Task.Run(call).WaitAsync(limit), null);
        }
        catch (Exception error)
        {
            outcome = (null, error is TimeoutException ? "deadlock" : Category(error));
        }

        watch.Event("told", item, outcome.Error ?? "an answer");
        return outcome;
    }

    private static string? Category(Exception? error) => error switch
    {
        AuthenticationException => "auth-failed",
        IOException { InnerException: SocketException { SocketErrorCode: var code } }
            when code is SocketError.TimedOut or SocketError.WouldBlock => "timeout",
        IOException or SocketException => "end-of-stream",
        InvalidDataException => "not-transferable",
        _ => error?.GetType().Name,
    };

    /// <summary>The example's server, and what it refused.</summary>
    public sealed class Server : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Server(byte[] key)
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = Task.Run(() => RemoteQueue.ServeAsync(_listener, key, Queues, Refuse, _stop.Token));
        }

        public Action<int>? Refuses { get; set; }

        public int Port { get; }

        public ConcurrentQueue<string?> Refused { get; } = new();

        public Dictionary<string, Channel<JsonNode?>> Queues { get; } =
            new[] { "zhang", "ming", "jobs", "results", "spare" }
            .ToDictionary(name => name, _ => Channel.CreateUnbounded<JsonNode?>());

        private void Refuse(Exception? error)
        {
            Refused.Enqueue(Category(error));
            Refuses?.Invoke(Refused.Count);
        }

        public void HasRefused(int count) => SpinWait.SpinUntil(() => Refused.Count >= count, Limit);

        public void Dispose()
        {
            _stop.Cancel();
            _listener.Stop();
        }
    }

    // A client that knows the frames: four bytes of length, then JSON.
    private sealed class Raw : IDisposable
    {
        private readonly TcpClient _client;
        private readonly NetworkStream _end;

        public Raw(int port)
        {
            _client = new TcpClient("127.0.0.1", port) { ReceiveTimeout = (int)Limit.TotalMilliseconds };
            _end = _client.GetStream();
        }

        public void Send(JsonNode? message)
        {
            var body = Encoding.UTF8.GetBytes(message?.ToJsonString() ?? "null");
            var head = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(head, body.Length);
            _end.Write((byte[])[.. head, .. body]);
        }

        public JsonNode? Receive()
        {
            var head = new byte[4];
            _end.ReadExactly(head);
            var body = new byte[Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(head), 0, 10_000)];
            _end.ReadExactly(body);
            return JsonNode.Parse(body);
        }

        // Says something that ends it: nothing if there was an answer.
        public string? Told(JsonNode? message)
        {
            try
            {
                Send(message);
                Receive();
                return null;
            }
            catch (Exception error)
            {
                return Category(error);
            }
        }

        public void Dispose() => _client.Dispose();
    }
}
