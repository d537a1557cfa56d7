using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parallax;

/// <summary>The worker's one sink: where its child processes send events and meet at gates.</summary>
/// <remarks>It has threads of its own, so that an example which fills the thread pool cannot hold it up.</remarks>
public sealed class Sink : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private volatile Current _current = new("", new LocalPlace());
    private const int LongestLine = 1 << 20; // bytes
    private int _late;

    /// <summary>Starts listening on the loopback, on a free port.</summary>
    public Sink()
    {
        _listener.Start();
        StartThread(Accept);
    }

    /// <summary>The name of the sink's threads.</summary>
    public const string ThreadName = "parallax-sink";

    /// <summary>How many requests of earlier trials came since this one began.</summary>
    public int Late => _late;

    /// <summary>From now on events belong to this trial.</summary>
    /// <param name="trial">The trial's id; children say it when they connect.</param>
    /// <param name="place">Where the trial's events and gates are.</param>
    /// <param name="gateMs">How long children wait at a gate.</param>
    /// <returns>The address for the trial's children.</returns>
    public TraceAddress Begin(string trial, LocalPlace place, int gateMs)
    {
        _current = new Current(trial, place);
        Interlocked.Exchange(ref _late, 0);
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        return new TraceAddress("127.0.0.1", port, _token, trial, gateMs);
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void StartThread(Action work) =>
        new Thread(() => work()) { IsBackground = true, Name = ThreadName }.Start();

    private void Accept()
    {
        try
        {
            while (true)
            {
                var child = _listener.AcceptSocket();
                child.NoDelay = true;
                StartThread(() => Serve(child));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The sink was closed.
        }
    }

    private void Serve(Socket child)
    {
        string? trial = null;
        using var lines = new JsonLines(child, LongestLine);
        try
        {
            if ((trial = Greeting(lines.Read())) is null)
            {
                return;
            }

            while (lines.Read() is { } line)
            {
                lines.Send(Answer(trial, Parse(line), lines));
            }
        }
        catch (Exception error)
        {
            // Before the child hears that we hang up. A stranger's line is nobody's fault.
            var (current, place) = _current;
            if (trial == current)
            {
                place.Fault = $"a child process sent what is no message: {error.GetType().Name}: {error.Message}";
            }
        }
    }

    private static JsonNode Parse(byte[]? line) => JsonNode.Parse(line ?? []) as JsonObject ?? throw new JsonException("no object");

    private string? Greeting(byte[]? line)
    {
        var hello = Parse(line);
        var token = Encoding.UTF8.GetBytes((string?)hello["token"] ?? "");
        var known = CryptographicOperations.FixedTimeEquals(token, Encoding.UTF8.GetBytes(_token));
        return known ? (string?)hello["trial"] : null;
    }

    private JsonObject Answer(string trial, JsonNode request, JsonLines child)
    {
        var (current, place) = _current;
        if (trial != current)
        {
            Interlocked.Increment(ref _late);
            return new JsonObject { ["ok"] = false, ["met"] = false };
        }

        if (request["event"] is { } sent)
        {
            place.Send(TraceEvent.FromJson(sent));
            return new JsonObject { ["ok"] = true };
        }

        if (request["open"] is { } gate)
        {
            place.Open(gate.GetValue<string>());
            return new JsonObject { ["ok"] = true };
        }

        var name = (string?)(request["rendezvous"] ?? request["wait"]) ?? throw new JsonException("no gate");
        var limit = TimeSpan.FromMilliseconds((long?)request["timeout_ms"] ?? 0);
        // A child that was killed while it waited is not one of those who are inside.
        var met = place.Gates.Wait(name, (int?)request["parties"], limit, child.HasEnded);
        return new JsonObject { ["met"] = met };
    }

    private sealed record Current(string Trial, LocalPlace Place);
}
