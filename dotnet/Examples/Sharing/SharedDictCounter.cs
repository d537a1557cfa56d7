using System.Collections.Concurrent;

namespace Parallax.Examples;

/// <summary>A dictionary that threads share: is adding one to an entry safe, too?</summary>
/// <remarks>
/// Each call on a <c>ConcurrentDictionary</c> is thread-safe. But <c>years["year"]++</c> is two calls, a read
/// and a write: if another thread reads in between, an increment is lost. This happens now and then, so tests
/// may well pass. A lock around both calls helps if all threads take the same one. <c>AddOrUpdate</c> is one
/// call: it writes only if nobody has written meanwhile, else it calls its function again, so this function
/// should only compute.
/// You will also see a plain <c>Dictionary</c> under a lock, which its readers must take, too.
/// </remarks>
public static class SharedDictCounter
{
    /// <summary>Two calls, and another thread may come in between.</summary>
    public static void NoLock(ConcurrentDictionary<string, int> years, Lock gate)
    {
        years["year"]++;
    }

    /// <summary>Only one thread at a time can hold the lock.</summary>
    public static void Lock(ConcurrentDictionary<string, int> years, Lock gate)
    {
        lock (gate)
        {
            years["year"]++;
        }
    }

    /// <summary>Read and written in one call.</summary>
    public static void Atomic(ConcurrentDictionary<string, int> years, Lock gate)
    {
        years.AddOrUpdate("year", 1, (_, year) => year + 1);
    }

    public static async Task Main()
    {
        foreach (var add in new[] { NoLock, Lock, Atomic })
        {
            var (years, gate) = (new ConcurrentDictionary<string, int> { ["year"] = 2000 }, new Lock());
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Count(() => add(years, gate)))));
            Console.WriteLine($"{add.Method.Name}: {years["year"]} of 502000");
        }
    }

    private static void Count(Action add)
    {
        for (var turn = 0; turn < 100_000; turn++)
        {
            add();
        }
    }
}
