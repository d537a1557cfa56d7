using System.Buffers.Binary;
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
    private const int Longest = 1000; // bytes of a message

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

    public static Task<Output> Run(State state, ITrace trace) => Refusals(state);

    // Three clients that must not be served, one that must, and one that comes too late.
    private static async Task<Output> Refusals(State state)
    {
        using var listener = Listen();
        var address = listener.LocalEndpoint;
        var server = Serve(listener, 4, state.Key, Queues("jobs"));
        // [step: a wrong key]
        var wrongKey = await EnterInVain(address);
        // [step: an oversized message]
        await using (var end = await Enter(address, state.Key))
        {
            await Send(end, new JsonArray("put", "jobs", new string('x', Longest)));
        }

        // [step: a client that vanishes]
        await using (await Enter(address, state.Key))
        {
        }

        // [step: a client like any other]
        JsonNode? served;
        await using (var end = await Enter(address, state.Key))
        {
            await Ask(end, "put", "jobs", state.Asked.Question);
            served = await Ask(end, "get", "jobs");
            await Ask(end, "bye");
        }

        var refused = await server;
        listener.Stop();
        // [step: no server any more]
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

    // [step: the server]
    // Serves so many clients, one after the other; gives what it refused.
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

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0); // this machine, any port that is free
        listener.Start();
        return listener;
    }

    private static Dictionary<string, Channel<JsonNode?>> Queues(params string[] names) =>
        names.ToDictionary(name => name, _ => Channel.CreateUnbounded<JsonNode?>());

    // [step: the challenge]
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

    // Disposing what this gives hangs up.
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

    // [step: messages]
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
