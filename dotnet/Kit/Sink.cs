using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<Child, bool> _children = [];
    // a child that sends all the time is never settled
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(1);
    private const int LongestLine = 1 << 20; // bytes
    private volatile bool _accepts;
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

    /// <summary>
    /// Returns when all that has come was read: one that was killed while it sent waits for no answer.
    /// </summary>
    public void Settle() =>
        SpinWait.SpinUntil(() => !_listener.Pending() && !_accepts
            && _children.Keys.All(child => child.IsSettled()), s_settle);

    /// <summary>
    /// The descriptors of the children that are connected: a server that is kept stays so after its trial.
    /// </summary>
    public IReadOnlySet<int> Connections() => _children.Keys.Select(child => child.Number).ToHashSet();

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void StartThread(Action work) =>
        new Thread(() => work()) { IsBackground = true, Name = ThreadName }.Start();

    private void Accept()
    {
        try
        {
            while (_listener.Server.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead))
            {
                _accepts = true;
                var child = new Child(_listener.AcceptSocket());
                _children[child] = true;
                _accepts = false;
                StartThread(() => Serve(child));
            }
        }
        catch (Exception error)
            when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The sink was closed.
        }
    }

    private void Serve(Child child)
    {
        string? trial = null;
        using var lines = child.Lines;
        try
        {
            if ((trial = Greeting(child.Read())) is null)
            {
                return;
            }

            while (child.Read() is { } line)
            {
                lines.Send(Answer(trial, Parse(line), child));
            }
        }
        catch (Exception error)
        {
            // Before the child hears that we hang up. A stranger's line is nobody's fault.
            var (current, place) = _current;
            if (trial == current)
            {
                place.Fault =
                    $"a child process sent what is no message: {error.GetType().Name}: {error.Message}";
            }
        }
        finally
        {
            _children.TryRemove(child, out _);
        }
    }

    private static JsonNode Parse(byte[]? line) =>
        JsonNode.Parse(line ?? []) as JsonObject ?? throw new JsonException("no object");

    private string? Greeting(byte[]? line)
    {
        var hello = Parse(line);
        var token = Encoding.UTF8.GetBytes((string?)hello["token"] ?? "");
        var known = CryptographicOperations.FixedTimeEquals(token, Encoding.UTF8.GetBytes(_token));
        return known ? (string?)hello["trial"] : null;
    }

    private JsonObject Answer(string trial, JsonNode request, Child child)
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
        var met = child.Waits(
            () => place.Gates.Wait(name, (int?)request["parties"], limit, child.Lines.HasEnded));
        return new JsonObject { ["met"] = met };
    }

    private sealed record Current(string Trial, LocalPlace Place);

    /// <summary>One connection of a child process, served by a thread of its own.</summary>
    private sealed class Child
    {
        private readonly Socket _socket;
        private volatile bool _waits; // for what it sends next, or at a gate: all that was read of it is dealt with

        public Child(Socket socket)
        {
            socket.NoDelay = true;
            _socket = socket;
            Lines = new JsonLines(socket, LongestLine);
        }

        public JsonLines Lines { get; }

        public int Number => (int)_socket.Handle; // -1 where it was closed

        public byte[]? Read()
        {
            if (!Lines.HasLine)
            {
                Waits(() => _socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead));
            }

            return Lines.Read();
        }

        public bool Waits(Func<bool> what)
        {
            _waits = true;
            var outcome = what();
            _waits = false; // before anything is read: who sees that nothing lies there any more, sees this, too
            return outcome;
        }

        public bool IsSettled()
        {
            try
            {
                return _socket.Available == 0 && _waits;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }
    }
}
