namespace Parallax;

/// <summary>What an example says while it runs: events, spans and gates.</summary>
/// <remarks>
/// Handed to an example's <c>Run</c>. In a timed trial it does nothing, and every gate stands open.
/// Gates are bounded: one that runs out emits <c>gate-not-met</c> and gives <see langword="false"/>.
/// </remarks>
public interface ITrace
{
    /// <summary>Whether this trial is observed; a timed one is not.</summary>
    bool Observed { get; }

    /// <summary>Says that something happened now.</summary>
    /// <param name="name">What happened.</param>
    /// <param name="item">Which job, worker or message it concerns: an integer or a string.</param>
    /// <param name="value">A number, text or flag to keep with it.</param>
    void Event(string name, object? item = null, object? value = null);

    /// <summary>Says that something begins now and ends when the result is disposed.</summary>
    /// <param name="name">What begins.</param>
    /// <param name="item">Which job, worker or message it concerns.</param>
    /// <returns>The span; dispose it to end it.</returns>
    IDisposable Span(string name, object? item = null);

    /// <summary>Blocks until so many callers are inside, then all go on.</summary>
    /// <param name="name">The gate's name.</param>
    /// <param name="parties">How many callers must be inside.</param>
    /// <returns>Whether they came within the gate's limit.</returns>
    bool Rendezvous(string name, int parties);

    /// <summary>Waits until so many callers are inside, without blocking a thread.</summary>
    /// <param name="name">The gate's name.</param>
    /// <param name="parties">How many callers must be inside.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether they came within the gate's limit.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<bool> RendezvousAsync(string name, int parties, CancellationToken cancellationToken = default);

    /// <summary>Opens a one-shot gate for all who wait and will wait.</summary>
    /// <param name="name">The gate's name.</param>
    void OpenGate(string name);

    /// <summary>Blocks until the gate is open.</summary>
    /// <param name="name">The gate's name.</param>
    /// <returns>Whether it was opened within its limit.</returns>
    bool WaitGate(string name);

    /// <summary>Waits until the gate is open, without blocking a thread.</summary>
    /// <param name="name">The gate's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was opened within its limit.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<bool> WaitGateAsync(string name, CancellationToken cancellationToken = default);
}
