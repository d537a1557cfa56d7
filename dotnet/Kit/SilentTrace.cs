namespace Parallax;

/// <summary>The trace of a timed trial: nothing is kept, every gate stands open.</summary>
public sealed class SilentTrace : ITrace, IDisposable
{
    private static readonly Task<bool> Open = Task.FromResult(true);

    /// <summary>The one instance.</summary>
    public static SilentTrace Instance { get; } = new();

    private SilentTrace()
    {
    }

    /// <inheritdoc/>
    public bool Observed => false;

    /// <inheritdoc/>
    public void Event(string name, object? item = null, object? value = null)
    {
    }

    /// <inheritdoc/>
    public IDisposable Span(string name, object? item = null) => this;

    /// <inheritdoc/>
    public bool Rendezvous(string name, int parties) => true;

    /// <inheritdoc/>
    public Task<bool> RendezvousAsync(
        string name, int parties, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<bool>(cancellationToken) : Open;

    /// <inheritdoc/>
    public void OpenGate(string name)
    {
    }

    /// <inheritdoc/>
    public bool WaitGate(string name) => true;

    /// <inheritdoc/>
    public Task<bool> WaitGateAsync(string name, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<bool>(cancellationToken) : Open;

    /// <summary>Ends a span, of which nothing is kept.</summary>
    public void Dispose()
    {
    }
}
