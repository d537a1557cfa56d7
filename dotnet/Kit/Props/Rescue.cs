using System.ComponentModel;
using System.Diagnostics;

namespace Parallax.Props;

/// <summary>Kills a process after a while, so that nobody waits for it for ever, and says that it had to.</summary>
public sealed class Rescue : IDisposable
{
    private readonly Timer _timer;
    private volatile bool _used;

    /// <summary>Begins to wait.</summary>
    /// <param name="process">Who is killed.</param>
    /// <param name="after">How long nobody minds.</param>
    public Rescue(Process process, TimeSpan after) =>
        _timer = new Timer(
            _ =>
            {
                _used = true;
                try
                {
                    process.Kill(entireProcessTree: true);
                }
                catch (Exception error)
                    when (error is InvalidOperationException or Win32Exception or AggregateException)
                {
                    // it was never started, or has ended meanwhile
                }
            },
            null,
            after,
            Timeout.InfiniteTimeSpan);

    /// <summary>Whether it had to.</summary>
    public bool Used => _used;

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
