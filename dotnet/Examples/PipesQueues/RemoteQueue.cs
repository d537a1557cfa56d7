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
    public static async Task<JsonNode?> ExchangeAsync(
        int port, byte[] key, string putInto, JsonNode message, string takeFrom)
    {
        await using var end = await EnterAsync(port, key);
        await AskAsync(end, "put", putInto, message);
        var heard = await AskAsync(end, "get", takeFrom);
        await SendAsync(end, null); // without this goodbye it would have vanished
        return heard;
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
                await SendAsync(end, nonce);
                var signature = Convert.FromHexString((string)(await ReceiveAsync(end))!);
                if (!CryptographicOperations.FixedTimeEquals(signature, Sign(key, nonce)))
                {
                    throw new AuthenticationException("a wrong key"); // the client is told nothing
                }

                while (await ReceiveAsync(end) is { } request) // null says goodbye
                {
                    var (put, queue) = ((string)request[0]! == "put", queues[(string)request[1]!]);
                    await SendAsync(end, put ? queue.Writer.TryWrite(request[2]) : await queue.Reader.ReadAsync(token));
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
        await using var end = await EnterAsync(port, key);
        while (await AskAsync(end, "get", "jobs") is { } number)
        {
            await AskAsync(end, "put", "results", job((int)number));
        }

        await SendAsync(end, null);
    }

    private static async Task<NetworkStream> EnterAsync(int port, byte[] key)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        var end = client.GetStream(); // to dispose of it ends the connection, too
        await SendAsync(end, Convert.ToHexStringLower(Sign(key, (string)(await ReceiveAsync(end))!)));
        return end;
    }

    private static byte[] Sign(byte[] key, string nonce) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(nonce));

    private static async Task<JsonNode?> AskAsync(NetworkStream end, params JsonNode[] request)
    {
        await SendAsync(end, new JsonArray(request));
        return await ReceiveAsync(end);
    }

    private static async Task SendAsync(NetworkStream end, JsonNode? message)
    {
        var body = Encoding.UTF8.GetBytes(message?.ToJsonString() ?? "null");
        await end.WriteAsync((byte[])[.. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(body.Length)), .. body]);
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
        var queues = new[] { "jobs", "results" }.ToDictionary(name => name, _ => Channel.CreateUnbounded<JsonNode?>());
        using var listener = new TcpListener(IPAddress.Loopback, 0); // this machine, any port that is free
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = ServeAsync(listener, key, queues, Console.WriteLine, CancellationToken.None);
        _ = WorkAsync(port, key, Square);
        Console.WriteLine(await ExchangeAsync(port, key, "jobs", 7, "results"));
    }
}
