namespace Parallax;

/// <summary>The trace of an observed trial, in the worker's process or in a child of it.</summary>
/// <param name="place">Where events go and gates are.</param>
/// <param name="gateLimit">How long a gate is waited for.</param>
/// <param name="address">Where children of this process send theirs, or null.</param>
public sealed class Trace(IPlace place, TimeSpan gateLimit, TraceAddress? address = null) : ITrace
{
    private static readonly int Pid = Environment.ProcessId;
    private static long _spans;

    /// <inheritdoc/>
    public bool Observed => true;

    /// <summary>Where child processes send their events, or null.</summary>
    public TraceAddress? Address => address;

    /// <inheritdoc/>
    public void Event(string name, object? item = null, object? value = null) =>
        Emit(name, "event", null, item, value);

    /// <inheritdoc/>
    public IDisposable Span(string name, object? item = null)
    {
        var number = Interlocked.Increment(ref _spans);
        Emit(name, "begin", number, item);
        return new OpenSpan(() => Emit(name, "end", number, item));
    }

    /// <inheritdoc/>
    public bool Rendezvous(string name, int parties) => Met(name, place.Wait(name, parties, gateLimit));

    /// <inheritdoc/>
    public async Task<bool> RendezvousAsync(
        string name, int parties, CancellationToken cancellationToken = default) =>
        Met(name, await place.WaitAsync(name, parties, gateLimit, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public void OpenGate(string name) => place.Open(name);

    /// <inheritdoc/>
    public bool WaitGate(string name) => Met(name, place.Wait(name, null, gateLimit));

    /// <inheritdoc/>
    public async Task<bool> WaitGateAsync(string name, CancellationToken cancellationToken = default) =>
        Met(name, await place.WaitAsync(name, null, gateLimit, cancellationToken).ConfigureAwait(false));

    private bool Met(string name, bool met)
    {
        if (!met)
        {
            Emit("gate-not-met", "event", null, name);
        }

        return met;
    }

    private void Emit(string name, string kind, long? span, object? item, object? value = null)
    {
        var now = Clock.Nanoseconds();
        place.Send(new TraceEvent(
            now, Pid, Environment.CurrentManagedThreadId, name, kind, span, Plain(item), Plain(value)));
    }

    private static object? Plain(object? given) => given switch
    {
        null or string or bool or int or long or short or byte or uint => given,
        float number when float.IsFinite(number) => given,
        double number when double.IsFinite(number) => given,
        _ => throw new ArgumentException(
            $"a trace takes integers, finite numbers, text and flags, not {given} ({given.GetType().Name})"),
    };

    private sealed class OpenSpan(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
