namespace Parallax.Props;

/// <summary>At rest: everybody who can go on without us has, so that no clock decides what a scene sees.</summary>
public static class Rest
{
    /// <summary>Who is not at rest by then polls, or blocks a thread of the pool.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private const int Looks = 5;

    /// <summary>Blocks until the pool has no work, none under way; never call it on a thread of the pool.</summary>
    /// <param name="limit">
    /// After this it is given up; two seconds if left out. Five times as long where a loaded machine leaves us less of
    /// it than we want: who blocks uses no processor at all, and who polls uses much.
    /// </param>
    /// <returns>Whether five looks, a millisecond apart, found every thread free and nothing queued.</returns>
    public static bool Wait(TimeSpan? limit = null)
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        var patience = new Patience(limit ?? Limit);
        for (var still = 0; still < Looks;)
        {
            Thread.Sleep(1);
            ThreadPool.GetAvailableThreads(out var free, out _);
            still = free == most && ThreadPool.PendingWorkItemCount == 0 ? still + 1 : 0;
            if (still < Looks && patience.IsOver())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The same for who may be on the pool: a thread of its own waits.</summary>
    /// <param name="limit">After this it is given up; two seconds if left out.</param>
    /// <returns>Whether the pool came to rest.</returns>
    public static Task<bool> Async(TimeSpan? limit = null)
    {
        var reached = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => reached.SetResult(Wait(limit)))
        {
            IsBackground = true,
            Name = "props: rest",
        }.Start();
        return reached.Task;
    }

    private sealed class Patience(TimeSpan limit)
    {
        private const double Little = 0.05; // of a processor: our own looks take less
        private readonly TimeSpan _least = limit / 4;
        private readonly long _begun = Clock.Nanoseconds();
        private readonly TimeSpan _used = Environment.CpuUsage.TotalTime;
        private (long At, TimeSpan Used) _seen = (Clock.Nanoseconds(), Environment.CpuUsage.TotalTime);

        /// <summary>Whether who is not at rest by now blocks or polls.</summary>
        public bool IsOver()
        {
            var (now, used) = (Clock.Nanoseconds(), Environment.CpuUsage.TotalTime);
            var waited = TimeSpan.FromMicroseconds((now - _begun) / 1000);
            var last = TimeSpan.FromMicroseconds((now - _seen.At) / 1000);
            if (last < _least)
            {
                return false;
            }

            var blocks = used - _seen.Used < last * Little;
            _seen = (now, used);
            return waited >= limit && (blocks || used - _used > limit / 2 || waited >= limit * 5);
        }
    }
}
