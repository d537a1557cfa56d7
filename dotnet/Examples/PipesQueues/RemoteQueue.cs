using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Parallax.Examples;

/// <summary>How do programs on different machines, or in different languages, work off one queue?</summary>
/// <remarks>
/// Python's BaseManager publishes objects, and pickles; .NET has no such thing. Use a message broker, gRPC,
/// or for something small a protocol of your own: here a message is its length in four bytes, then JSON. The
/// client signs a nonce (HMAC): the key never travels. A wrong key and a long message are refused.
/// </remarks>
public static class RemoteQueue
{
    /// <summary>A client. Each direction has a queue: no client takes its own message.</summary>
    public static async Task<string?> ExchangeAsync(
        int port, byte[] key, string putInto, string message, string takeFrom)
    {
        using var client = new TcpClient();
        var end = await EnterAsync(client, port, key);
        await AskAsync(end, new JsonArray("put", putInto, message));
        var heard = await AskAsync(end, new JsonArray("get", takeFrom));
        await SendAsync(end, null); // without this goodbye it would have vanished
        return (string?)heard;
    }

    /// <summary>Serves clients of any language until cancelled; <c>refuse</c> gets refused clients' errors.</summary>
    public static async Task ServeAsync(
        TcpListener listener, byte[] key, IReadOnlyDictionary<string, Channel<JsonNode?>> queues,
        Action<Exception> refuse, CancellationToken token)
    {
        while (true)
        {
            _ = AttendAsync(await listener.AcceptTcpClientAsync(token)); // no client holds up the next
        }

        async Task AttendAsync(TcpClient client)
        {
            try
            {
                await using var end = client.GetStream();
                var nonce = RandomNumberGenerator.GetHexString(64);
                var (answer, right) = ((string?)await AskAsync(end, nonce), Sign(key, nonce));
                if (!CryptographicOperations.FixedTimeEquals(Utf8(answer!), Utf8(right)))
                {
                    throw new AuthenticationException("a wrong key"); // the client is told nothing
                }

                while (await ReceiveAsync(end) is { } request) // null says goodbye
                {
                    var (get, queue) = ((string)request[0]! == "get", queues[(string)request[1]!]);
                    var reply = get ? await queue.Reader.ReadAsync(token) : queue.Writer.TryWrite(request[2]);
                    await SendAsync(end, reply);
                }
            }
            catch (Exception error) when (!token.IsCancellationRequested) // of any kind: it may send anything
            {
                refuse(error);
            }
        }
    }

    /// <summary>A client that takes jobs until there is null, and puts the results.</summary>
    public static async Task WorkAsync(int port, byte[] key, Func<int, JsonNode> job)
    {
        using var client = new TcpClient();
        var end = await EnterAsync(client, port, key);
        while (await AskAsync(end, new JsonArray("get", "jobs")) is { } number)
        {
            await AskAsync(end, new JsonArray("put", "results", job((int)number)));
        }

        await SendAsync(end, null);
    }

    private static async Task<NetworkStream> EnterAsync(TcpClient client, int port, byte[] key)
    {
        await client.ConnectAsync(IPAddress.Loopback, port);
        await SendAsync(client.GetStream(), Sign(key, (string)(await ReceiveAsync(client.GetStream()))!));
        return client.GetStream();
    }

    private static string Sign(byte[] key, string nonce) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Utf8(nonce)));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<JsonNode?> AskAsync(NetworkStream end, JsonNode request)
    {
        await SendAsync(end, request);
        return await ReceiveAsync(end);
    }

    private static async Task SendAsync(NetworkStream end, JsonNode? message)
    {
        var body = Utf8(message?.ToJsonString() ?? "null");
        var head = BitConverter.GetBytes(IPAddress.HostToNetworkOrder(body.Length));
        await end.WriteAsync((byte[])[.. head, .. body]);
    }

    private static async Task<JsonNode?> ReceiveAsync(NetworkStream end)
    {
        var head = new byte[4];
        await end.ReadExactlyAsync(head);
        var size = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(head));
        var body = new byte[size is >= 0 and <= 1000 ? size : throw new InvalidDataException($"{size}")];
        await end.ReadExactlyAsync(body);
        return JsonNode.Parse(body);
    }

    /// <summary>With an argument, a worker: it is told the port, and the key through its standard input.</summary>
    public static Task Main(string[] args) => args is [var port]
        ? WorkAsync(int.Parse(port), Convert.FromHexString(Console.ReadLine()!), Square)
        : TalkAsync(RandomNumberGenerator.GetBytes(32));

    private static JsonArray Square(int number) => new(number, number * number, "dotnet");

    private static async Task TalkAsync(byte[] key)
    {
        string[] names = ["zhang", "ming", "jobs", "results"];
        var queues = names.ToDictionary(name => name, _ => Channel.CreateUnbounded<JsonNode?>());
        using var listener = new TcpListener(IPAddress.Loopback, 0); // this machine, any port that is free
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = ServeAsync(listener, key, queues, Console.WriteLine, CancellationToken.None);
        var asks = ExchangeAsync(port, key, "zhang", "Are you free?", "ming");
        Console.WriteLine($"{await ExchangeAsync(port, key, "ming", "At last!", "zhang")} {await asks}");
        _ = WorkAsync(port, key, Square);
        queues["jobs"].Writer.TryWrite(7);
        Console.WriteLine(await queues["results"].Reader.ReadAsync());
    }
}
