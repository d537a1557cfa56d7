using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Parallax;

/// <summary>A child process's end of the trace: each event is sent and acknowledged.</summary>
/// <param name="address">The worker's sink.</param>
public sealed class RemotePlace(TraceAddress address) : IPlace
{
    // As many as were ever in use at once: one who waits at a gate must not hold up another's events.
    private readonly ConcurrentBag<JsonLines> _idle = [];

    /// <inheritdoc/>
    public void Send(TraceEvent traceEvent) => Ask(new JsonObject { ["event"] = traceEvent.ToJson() });

    /// <inheritdoc/>
    public void Open(string name) => Ask(new JsonObject { ["open"] = name });

    /// <inheritdoc/>
    public bool Wait(string name, int? parties, TimeSpan limit) => Met(Ask(AtGate(name, parties, limit)));

    /// <inheritdoc/>
    public async Task<bool> WaitAsync(string name, int? parties, TimeSpan limit, CancellationToken cancellationToken)
    {
        var sink = Take();
        try
        {
            sink.Send(AtGate(name, parties, limit));
            var met = Met(Answer(await sink.ReadAsync(cancellationToken).ConfigureAwait(false)));
            _idle.Add(sink);
            return met;
        }
        catch (OperationCanceledException)
        {
            // Its answer may still come, and the sink must see that nobody waits any more.
            sink.Dispose();
            throw;
        }
    }

    private static JsonObject AtGate(string name, int? parties, TimeSpan limit)
    {
        var request = parties is { } needed
            ? new JsonObject { ["rendezvous"] = name, ["parties"] = needed }
            : new JsonObject { ["wait"] = name };
        request["timeout_ms"] = (long)limit.TotalMilliseconds;
        return request;
    }

    private static bool Met(JsonNode answer) => (bool?)answer["met"] ?? false;

    private static JsonNode Answer(byte[]? line) =>
        JsonNode.Parse(line ?? throw new IOException("the trace's sink has gone away"))!;

    private JsonNode Ask(JsonObject request)
    {
        var sink = Take();
        sink.Send(request);
        var answer = Answer(sink.Read());
        _idle.Add(sink);
        return answer;
    }

    private JsonLines Take()
    {
        if (_idle.TryTake(out var idle))
        {
            return idle;
        }

        var sink = JsonLines.ToLoopback(address.Port);
        sink.Send(new JsonObject { ["token"] = address.Token, ["trial"] = address.Trial });
        return sink;
    }
}
