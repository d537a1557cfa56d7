namespace Parallax;

/// <summary>The worker's own process: events in memory, gates in the table.</summary>
public sealed class LocalPlace : IPlace
{
    private readonly Lock _lock = new();
    private readonly List<TraceEvent> _events = [];

    /// <summary>The gates of this trial, for the sink as well.</summary>
    public Gates Gates { get; } = new();

    /// <summary>What a child sent that is none of our messages, or null.</summary>
    public string? Fault { get; set; }

    /// <summary>The events so far, in the order of their times.</summary>
    public IReadOnlyList<TraceEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events.OrderBy(one => one.T)];
            }
        }
    }

    /// <inheritdoc/>
    public void Send(TraceEvent traceEvent)
    {
        lock (_lock)
        {
            _events.Add(traceEvent);
        }
    }

    /// <inheritdoc/>
    public void Open(string name) => Gates.Open(name);

    /// <inheritdoc/>
    public bool Wait(string name, int? parties, TimeSpan limit) => Gates.Wait(name, parties, limit);

    /// <inheritdoc/>
    public Task<bool> WaitAsync(
        string name, int? parties, TimeSpan limit, CancellationToken cancellationToken) =>
        Gates.WaitAsync(name, parties, limit, cancellationToken);
}
