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

/// <summary>Waits for the other client to end before it works itself: two languages, but never both at the queue.</summary>
public static class WaitsFirst
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

    public static Task<Output> Run(State state, ITrace trace) => BothLanguages(state, trace);

    // One client is here, the other is the Python text; the server has a task for each of them.
    private static async Task<Output> BothLanguages(State state, ITrace trace)
    {
        var (count, queues) = (state.Asked.Jobs, Queues("jobs", "results"));
        // For each client one null, the last thing that it takes.
        foreach (var job in Enumerable.Range(0, count).Cast<int?>().Append(null).Append(null))
        {
            queues["jobs"].Writer.TryWrite(job);
        }

        using var listener = Listen();
        var server = ServeBoth(listener, state.Key, queues);
        // [step: start the other language's client]
        // The key goes through its standard input: a command line can be read by anybody on the machine.
        var address = (IPEndPoint)listener.LocalEndpoint;
        var start = ExampleProcess.StartInfo(state.Asked.Counterpart!, trace, $"{address.Port}");
        start.RedirectStandardInput = true;
        using var other = Process.Start(start)!;
        await other.StandardInput.WriteLineAsync(Convert.ToHexStringLower(state.Key));
        other.StandardInput.Close();
        await other.WaitForExitAsync();
        // [step: work]
        await Work("dotnet", address, state.Key, trace);
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

    // What the Python text starts: a client in a process of its own.
    public static Task Child(string[] args, ITrace trace)
    {
        var address = new IPEndPoint(IPAddress.Loopback, int.Parse(args[0]));
        return Work("dotnet", address, Convert.FromHexString(Console.ReadLine()!), trace);
    }

    // [step: a client's work]
    private static async Task Work(string language, EndPoint address, byte[] key, ITrace trace)
    {
        var alone = true;
        await using var end = await Enter(address, key);
        while (await Ask(end, "get", "jobs") is { } taken)
        {
            var job = (int)taken;
            using (trace.Span("job", item: job))
            {
                if (alone) // the first job of each: it is not done before the other one has a job as well
                {
                    await trace.RendezvousAsync("both at work", 2);
                    alone = false;
                }

                await Ask(end, "put", "results", new JsonArray(job, job * job, language));
            }
        }

        await Ask(end, "bye");
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
            catch (EndOfStreamException)
            {
                refused.Add("end-of-stream"); // without a word of leave
            }
            catch (InvalidDataException)
            {
                refused.Add("not-transferable"); // a frame longer than Longest; it was not even read
            }
        }

        return refused;
    }

    private static Task ServeBoth(TcpListener listener, byte[] key, Dictionary<string, Channel<JsonNode?>> queues) =>
        Task.WhenAll(Serve(listener, 1, key, queues), Serve(listener, 1, key, queues));

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
        if (size is < 0 or > Longest)
        {
            throw new InvalidDataException($"a frame of {size} bytes");
        }

        var body = new byte[size];
        await end.ReadExactlyAsync(body);
        return body;
    }
}
