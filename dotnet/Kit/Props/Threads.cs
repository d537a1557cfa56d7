namespace Parallax.Props;

/// <summary>
/// Threads of the pool that are there at once: jobs that meet block one each, and the pool is slow to add them.
/// </summary>
public static class Threads
{
    /// <summary>Lets the pool start so many more threads without waiting.</summary>
    /// <param name="count">How many threads the scene's jobs block.</param>
    /// <returns>Gives them back.</returns>
    public static IDisposable Spare(int count)
    {
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(threads + count, ports);
        return new Given(count);
    }

    private sealed class Given(int count) : IDisposable
    {
        public void Dispose()
        {
            ThreadPool.GetMinThreads(out var threads, out var ports);
            ThreadPool.SetMinThreads(threads - count, ports);
        }
    }
}
