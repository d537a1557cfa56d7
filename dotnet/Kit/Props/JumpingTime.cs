namespace Parallax.Props;

/// <summary>A clock that nobody has to wait for: each timer jumps to its time at once.</summary>
/// <remarks>For programs that wait for one thing after the other; its timers fire once.</remarks>
/// <param name="waiting">
/// What happens in each wait, before its timer fires; false: it never does. Left out, nothing.
/// </param>
public sealed class JumpingTime(Func<TimeSpan, Task<bool>>? waiting = null) : TimeProvider
{
    private long _now;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How far it is.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(Volatile.Read(ref _now));

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

    /// <inheritdoc/>
    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            Interlocked.Add(ref _now, dueTime.Ticks);
            if (waiting is null)
            {
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }
            else
            {
                _ = FireAsync(waiting(dueTime));
            }
        }

        return new Fired();

        async Task FireAsync(Task<bool> over)
        {
            await Task.Yield(); // nobody is called back before he has his timer
            if (await over)
            {
                callback(state);
            }
        }
    }

    private sealed class Fired : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
