namespace Parallax.Props;

/// <summary>Whether everybody in this process sleeps, and the pool has nothing to do.</summary>
/// <remarks>
/// A thread that waits for a processor is not asleep, so a loaded machine only makes this slower. Who polls shows
/// while it is held: work of the pool is done again and again. A poll that is slower than the look, some 20 ms, shows
/// by the calls that it begins after the answer was there: give it a <see cref="WatchedReader{T}"/>.
/// </remarks>
public static class Stillness
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(20);
    private const string Tasks = "/proc/self/task";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static int _holding;

    /// <summary>Waits until nobody moves.</summary>
    /// <param name="over">Asked at each look; ends the wait.</param>
    /// <param name="limit">After which it is given up.</param>
    /// <param name="still">
    /// How long nobody may move, 20 ms if nothing is said: longer than any moment for which a scene holds somebody.
    /// </param>
    /// <param name="holder">Whether the one who asks is about to let somebody go.</param>
    /// <returns>Whether all stood still before it was over.</returns>
    public static bool Wait(
        Func<bool>? over = null, TimeSpan? limit = null, TimeSpan? still = null, bool holder = false)
    {
        var looks = (int)((still ?? Least) / Look) * (Directory.Exists(Tasks) ? 1 : 50);
        var end = Clock.Nanoseconds() + (long)(limit ?? Limit).TotalNanoseconds;
        var (asleep, done) = (0, -1L);
        while (asleep < looks)
        {
            if (over?.Invoke() is true || Clock.Nanoseconds() > end)
            {
                return false;
            }

            Thread.Sleep(Look);
            var now = ThreadPool.CompletedWorkItemCount;
            var quiet = now == done && ThreadPool.PendingWorkItemCount == 0 && AllAsleep()
                && (holder || Volatile.Read(ref _holding) == 0);
            (asleep, done) = (quiet ? asleep + 1 : 0, now);
        }

        return true;
    }

    /// <summary>
    /// Waits as one who holds the program, and lets it go afterwards: until then nobody else finds it still.
    /// </summary>
    public static void Hold()
    {
        Interlocked.Increment(ref _holding);
        try
        {
            Wait(limit: TimeSpan.FromSeconds(2), holder: true);
        }
        finally
        {
            Interlocked.Decrement(ref _holding);
        }
    }

    /// <summary>How many work items the pool did within a moment in which all should stand still.</summary>
    /// <param name="moment">How long to look, 50 ms if nothing is said.</param>
    /// <returns>0 for who waits, more for who polls.</returns>
    public static long Steps(TimeSpan? moment = null)
    {
        var before = ThreadPool.CompletedWorkItemCount;
        Thread.Sleep(moment ?? TimeSpan.FromMilliseconds(50));
        return ThreadPool.CompletedWorkItemCount - before;
    }

    private static bool AllAsleep()
    {
        if (!Directory.Exists(Tasks))
        {
            return true;
        }

        var mine = Mine();
        foreach (var folder in Directory.EnumerateDirectories(Tasks))
        {
            if (Path.GetFileName(folder) != mine && State(folder) is 'R' or 'D')
            {
                return false;
            }
        }

        return true;
    }

    private static string Mine() => File.ReadAllText("/proc/thread-self/stat").Split(' ')[0];

    private static char State(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return stat[stat.LastIndexOf(')') + 2]; // a name may hold blanks and brackets
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 'X'; // it has just ended
        }
    }
}
