namespace Parallax;

/// <summary>Where a process's events go and its gates are.</summary>
public interface IPlace
{
    /// <summary>Delivers an event; it has arrived when this returns.</summary>
    void Send(TraceEvent traceEvent);

    /// <summary>Opens a one-shot gate.</summary>
    void Open(string name);

    /// <summary>Waits at a gate in this thread; <paramref name="parties"/> is null for a one-shot gate.</summary>
    bool Wait(string name, int? parties, TimeSpan limit);

    /// <summary>Waits at a gate without blocking a thread.</summary>
    Task<bool> WaitAsync(string name, int? parties, TimeSpan limit, CancellationToken cancellationToken);
}
