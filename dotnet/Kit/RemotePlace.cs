using System.Collections.Concurrent;
using System.Text;

namespace Parallax;

/// <summary>A child process's end of the trace: each event is sent and acknowledged.</summary>
/// <param name="address">The worker's sink.</param>
public sealed class RemotePlace(TraceAddress address) : IPlace
{
    // As many as were ever in use at once: one who waits at a gate must not hold up another's events.
    private readonly ConcurrentBag<JsonLines> _idle = [];

    /// <inheritdoc/>
    public void Send(TraceEvent traceEvent) => Ask(new FlatJson().PutRaw("event", traceEvent.ToText()));

    /// <inheritdoc/>
    public void Open(string name) => Ask(new FlatJson().Put("open", name));

    /// <inheritdoc/>
    public bool Wait(string name, int? parties, TimeSpan limit) => Met(Ask(AtGate(name, parties, limit)));

    /// <inheritdoc/>
    public async Task<bool> WaitAsync(
        string name, int? parties, TimeSpan limit, CancellationToken cancellationToken)
    {
        var sink = Take();
        try
        {
            sink.Send(AtGate(name, parties, limit).ToString());
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

    private static FlatJson AtGate(string name, int? parties, TimeSpan limit) =>
        new FlatJson().Put(parties is null ? "wait" : "rendezvous", name).Put("parties", parties)
            .Put("timeout_ms", (long)limit.TotalMilliseconds);

    private static bool Met(string answer) => FlatJson.Get(answer, "met") == "true";

    private static string Answer(byte[]? line) =>
        Encoding.UTF8.GetString(line ?? throw new IOException("the trace's sink has gone away"));

    private string Ask(FlatJson request)
    {
        var sink = Take();
        sink.Send(request.ToString());
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
        sink.Send(new FlatJson().Put("token", address.Token).Put("trial", address.Trial).ToString());
        return sink;
    }
}
