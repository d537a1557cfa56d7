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
    public static async Task<string?> ExchangeAsync(int port, byte[] key, string putInto, string message, string takeFrom)
    {
        await using var end = new TcpClient("127.0.0.1", port).GetStream();
        await SendAsync(end, Sign(key, (string)(await ReceiveAsync(end))!));
        await AskAsync(end, new JsonArray("put", putInto, message));
        var heard = await AskAsync(end, new JsonArray("get", takeFrom));
        await SendAsync(end, null); // without this goodbye it would have vanished
        return (string?)heard;
    }

    /// <summary>Serves clients of any language until cancelled; <c>refuse</c> gets the errors of refused clients.</summary>
    public static async Task ServeAsync(
        TcpListener listener, byte[] key, IReadOnlyDictionary<string, Channel<JsonNode?>> queues, Action<Exception> refuse, CancellationToken token)
    {
        while (true)
        {
            // Not awaited: no client holds up the next. Any error is caught: a stranger may send anything.
            _ = AttendAsync(await listener.AcceptSocketAsync(token))
                .ContinueWith(it => refuse(it.Exception!.InnerException!), default, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        async Task AttendAsync(Socket client)
        {
            await using var end = new NetworkStream(client, ownsSocket: true);
            var nonce = RandomNumberGenerator.GetHexString(64);
            var answer = await AskAsync(end, nonce);
            var signed = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes((string)answer!), Encoding.UTF8.GetBytes(Sign(key, nonce)));
            while (await (signed ? ReceiveAsync(end) : throw new AuthenticationException("a wrong key")) is { } request)
            {
                var queue = queues[(string)request[1]!]; // null instead of a request says goodbye
                await SendAsync(end, (string)request[0]! == "get" ? await queue.Reader.ReadAsync(token) : queue.Writer.TryWrite(request[2]));
            }
        }
    }

    /// <summary>A client that takes jobs until there is null, and puts the results.</summary>
    public static async Task WorkAsync(int port, byte[] key, Func<int, JsonNode> job)
    {
        await using var end = new TcpClient("127.0.0.1", port).GetStream();
        await SendAsync(end, Sign(key, (string)(await ReceiveAsync(end))!));
        while (await AskAsync(end, new JsonArray("get", "jobs")) is { } number)
        {
            await AskAsync(end, new JsonArray("put", "results", job((int)number)));
        }

        await SendAsync(end, null);
    }

    private static string Sign(byte[] key, string nonce) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(nonce)));

    private static async Task<JsonNode?> AskAsync(Stream end, JsonNode request)
    {
        await SendAsync(end, request);
        return await ReceiveAsync(end);
    }

    private static async Task SendAsync(Stream end, JsonNode? message)
    {
        var body = Encoding.UTF8.GetBytes(message?.ToJsonString() ?? "null");
        await end.WriteAsync((byte[])[.. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(body.Length)), .. body]);
    }

    private static async Task<JsonNode?> ReceiveAsync(Stream end)
    {
        var head = new byte[4];
        await end.ReadExactlyAsync(head);
        var size = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(head));
        var body = new byte[size is >= 0 and <= 1000 ? size : throw new InvalidDataException($"a message of {size} bytes")];
        await end.ReadExactlyAsync(body);
        return JsonNode.Parse(body);
    }

    /// <summary>With an argument, a worker: it is told the port, and the key through its standard input.</summary>
    public static Task Main(string[] args) => args is [var port]
        ? WorkAsync(int.Parse(port), Convert.FromHexString(Console.ReadLine()!), n => new JsonArray(n, n * n, "dotnet"))
        : TalkAsync(RandomNumberGenerator.GetBytes(32));

    private static async Task TalkAsync(byte[] key)
    {
        var queues = "zhang ming jobs results".Split().ToDictionary(name => name, _ => Channel.CreateUnbounded<JsonNode?>());
        using var listener = new TcpListener(IPAddress.Loopback, 0); // this machine, any port that is free
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = ServeAsync(listener, key, queues, Console.WriteLine, CancellationToken.None);
        var asks = ExchangeAsync(port, key, "zhang", "Are you free?", "ming");
        Console.WriteLine($"{await ExchangeAsync(port, key, "ming", "At last!", "zhang")} {await asks}");
        _ = WorkAsync(port, key, n => n * n);
        queues["jobs"].Writer.TryWrite(7);
        Console.WriteLine(await queues["results"].Reader.ReadAsync());
    }
}
