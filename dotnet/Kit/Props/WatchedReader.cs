using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Parallax.Props;

/// <summary>A channel's reader that counts how often somebody looked into it, or began to wait at it.</summary>
/// <param name="inner">What is read.</param>
public sealed class WatchedReader<T>(ChannelReader<T> inner) : ChannelReader<T>
{
    private int _looks;

    /// <summary>How often it was looked at or read so far; a read that waits is one look.</summary>
    public int Looks => Volatile.Read(ref _looks);

    /// <inheritdoc/>
    public override Task Completion => inner.Completion;

    /// <inheritdoc/>
    public override bool CanCount => inner.CanCount;

    /// <inheritdoc/>
    public override bool CanPeek => inner.CanPeek;

    /// <inheritdoc/>
    public override int Count => Looked(inner.Count);

    /// <inheritdoc/>
    public override bool TryPeek([MaybeNullWhen(false)] out T item)
    {
        Interlocked.Increment(ref _looks);
        return inner.TryPeek(out item);
    }

    /// <inheritdoc/>
    public override bool TryRead([MaybeNullWhen(false)] out T item)
    {
        Interlocked.Increment(ref _looks);
        return inner.TryRead(out item);
    }

    /// <inheritdoc/>
    public override ValueTask<T> ReadAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _looks);
        return inner.ReadAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _looks);
        return inner.WaitToReadAsync(cancellationToken);
    }

    private int Looked(int count)
    {
        Interlocked.Increment(ref _looks);
        return count;
    }
}
