using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Parallax.Wrong.PipesQueues.RemoteQueue;

/// <summary>Takes a message of any length: a stranger may fill its memory.</summary>
public static class NoLimit
{
    private const int Longest = 1000;

    public sealed record Parameters(
        string Variant, string Question, string Answer, int Jobs, IReadOnlyList<string>? Counterpart = null);

    public sealed record State(Parameters Asked, byte[] Key);

    public sealed record Output(
        string? ZhangGot = null,
        string? MingGot = null,
        IReadOnlyList<string?>? Told = null,
        IReadOnlyList<string>? Refused = null,
        string? Served = null,
        IReadOnlyList<int>? Squares = null,
        IReadOnlyList<string>? Clients = null);

    public static State Prepare(Parameters parameters) => new(parameters, RandomNumberGenerator.GetBytes(32));

    public static async Task<Output> Run(State state, ITrace trace) => state.Asked.Variant switch
    {
        "exchange" => await Exchange(state, trace),
        "refusals" => await Refusals(state),
        "both-languages" => await BothLanguages(state, trace),
        _ => throw new ArgumentException($"unknown variant {state.Asked.Variant}"),
    };

    private static async Task<Output> Exchange(State state, ITrace trace)
    {
        using var listener = Listen();
        var queues = Queues("zhang", "ming");
        var server = ServeBoth(listener, state.Key, queues);

        async Task<string?> Zhang()
        {
            await using var end = await Enter(listener.LocalEndpoint, state.Key);
            trace.Event("step", item: "zhang asks");
            await Ask(end, "put", "zhang", state.Asked.Question);
            var answer = await Ask(end, "get", "ming");
            trace.Event("step", item: "zhang has the answer");
            await Ask(end, "bye");
            return (string?)answer;
        }

        async Task<string?> Ming()
        {
            await using var end = await Enter(listener.LocalEndpoint, state.Key);
            var question = await Ask(end, "get", "zhang");
            trace.Event("step", item: "ming has the question");
            await Ask(end, "put", "ming", state.Asked.Answer);
            await Ask(end, "bye");
            return (string?)question;
        }

        var (zhang, ming) = (Zhang(), Ming());
        var (zhangGot, mingGot) = (await zhang, await ming);
        await server;
        var refusing = Serve(listener, 1, state.Key, queues);
        var told = await EnterInVain(listener.LocalEndpoint);
        await refusing;
        return new Output(zhangGot, mingGot, Told: [told]);
    }

    private static async Task<Output> Refusals(State state)
    {
        using var listener = Listen();
        var address = listener.LocalEndpoint;
        var server = Serve(listener, 4, state.Key, Queues("jobs"));
        var wrongKey = await EnterInVain(address);
        await using (var end = await Enter(address, state.Key))
        {
            await Send(end, new JsonArray("put", "jobs", new string('x', Longest)));
        }

        await using (await Enter(address, state.Key))
        {
        }

        JsonNode? served;
        await using (var end = await Enter(address, state.Key))
        {
            await Ask(end, "put", "jobs", state.Asked.Question);
            served = await Ask(end, "get", "jobs");
            await Ask(end, "bye");
        }

        var refused = await server;
        listener.Stop();
        string? noServer = null;
        try
        {
            await using var end = await Enter(address, state.Key);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            noServer = "connection-refused";
        }

        return new Output(Told: [wrongKey, noServer], Refused: refused, Served: (string?)served);
    }

    private static async Task<Output> BothLanguages(State state, ITrace trace)
    {
        var (count, queues) = (state.Asked.Jobs, Queues("jobs", "results"));
        foreach (var job in Enumerable.Range(0, count).Cast<int?>().Append(null).Append(null))
        {
            queues["jobs"].Writer.TryWrite(job);
        }

        using var listener = Listen();
        var server = ServeBoth(listener, state.Key, queues);
        var address = (IPEndPoint)listener.LocalEndpoint;
        var start = ExampleProcess.StartInfo(state.Asked.Counterpart!, trace, $"{address.Port}");
        start.RedirectStandardInput = true;
        using var other = Process.Start(start)!;
        await other.StandardInput.WriteLineAsync(Convert.ToHexStringLower(state.Key));
        other.StandardInput.Close();
        await Work("dotnet", address, state.Key, trace);
        await other.WaitForExitAsync();
        await server;
        List<JsonNode> results = [];
        while (queues["results"].Reader.TryRead(out var result))
        {
            results.Add(result!);
        }

        return new Output(
            Squares: [.. results.OrderBy(one => (int)one[0]!).Select(one => (int)one[1]!)],
            Clients: [.. results.Select(one => (string)one[2]!).Distinct().Order(StringComparer.Ordinal)]);
    }

    public static Task Child(string[] args, ITrace trace)
    {
        var address = new IPEndPoint(IPAddress.Loopback, int.Parse(args[0]));
        return Work("dotnet", address, Convert.FromHexString(Console.ReadLine()!), trace);
    }

    private static async Task Work(string language, EndPoint address, byte[] key, ITrace trace)
    {
        var alone = true;
        await using var end = await Enter(address, key);
        while (await Ask(end, "get", "jobs") is { } taken)
        {
            var job = (int)taken;
            using (trace.Span("job", item: job))
            {
                if (alone)
                {
                    await trace.RendezvousAsync("both at work", 2);
                    alone = false;
                }

                await Ask(end, "put", "results", new JsonArray(job, job * job, language));
            }
        }

        await Ask(end, "bye");
    }

    private static async Task<List<string>> Serve(
        TcpListener listener, int clients, byte[] key, Dictionary<string, Channel<JsonNode?>> queues)
    {
        List<string> refused = [];
        for (var left = clients; left > 0; left--)
        {
            await using var end = (await listener.AcceptTcpClientAsync()).GetStream();
            try
            {
                await LetIn(end, key);
                while (await Receive(end) is JsonArray request && (string?)request[0] != "bye")
                {
                    var (queue, answer) = (queues[(string)request[1]!], (JsonNode?)null);
                    if ((string?)request[0] == "put")
                    {
                        queue.Writer.TryWrite(request[2]?.DeepClone());
                    }
                    else
                    {
                        answer = await queue.Reader.ReadAsync();
                    }

                    await Send(end, answer);
                }

                await Send(end, null);
            }
            catch (AuthenticationException)
            {
                refused.Add("auth-failed");
            }
            catch (IOException)
            {
                refused.Add("end-of-stream");
            }
        }

        return refused;
    }

    private static Task ServeBoth(TcpListener listener, byte[] key, Dictionary<string, Channel<JsonNode?>> queues) =>
        Task.WhenAll(Serve(listener, 1, key, queues), Serve(listener, 1, key, queues));

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static Dictionary<string, Channel<JsonNode?>> Queues(params string[] names) =>
        names.ToDictionary(name => name, _ => Channel.CreateUnbounded<JsonNode?>());

    private static async Task LetIn(Stream end, byte[] key)
    {
        var nonce = RandomNumberGenerator.GetBytes(32);
        await SendBytes(end, nonce);
        var right = CryptographicOperations.FixedTimeEquals(await ReceiveBytes(end), HMACSHA256.HashData(key, nonce));
        await Send(end, right);
        if (!right)
        {
            throw new AuthenticationException("a wrong key");
        }
    }

    private static async Task<Stream> Enter(EndPoint address, byte[] key)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        var end = new NetworkStream(socket, ownsSocket: true);
        await SendBytes(end, HMACSHA256.HashData(key, await ReceiveBytes(end)));
        if (!(bool)(await Receive(end))!)
        {
            await end.DisposeAsync();
            throw new AuthenticationException("a wrong key");
        }

        return end;
    }

    private static async Task<string?> EnterInVain(EndPoint address)
    {
        try
        {
            await using var end = await Enter(address, RandomNumberGenerator.GetBytes(32));
            return null;
        }
        catch (AuthenticationException)
        {
            return "auth-failed";
        }
    }

    private static async Task<JsonNode?> Ask(Stream end, params JsonNode?[] request)
    {
        await Send(end, new JsonArray(request));
        return await Receive(end);
    }

    private static Task Send(Stream end, JsonNode? message) => SendBytes(end, Encoding.UTF8.GetBytes(message?.ToJsonString() ?? "null"));

    private static async Task<JsonNode?> Receive(Stream end) => JsonNode.Parse(await ReceiveBytes(end));

    private static async Task SendBytes(Stream end, byte[] body)
    {
        var head = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(head, body.Length);
        await end.WriteAsync((byte[])[.. head, .. body]);
    }

    private static async Task<byte[]> ReceiveBytes(Stream end)
    {
        var head = new byte[sizeof(int)];
        await end.ReadExactlyAsync(head);
        var size = BinaryPrimitives.ReadInt32BigEndian(head);
        var body = new byte[size];
        await end.ReadExactlyAsync(body);
        return body;
    }
}
