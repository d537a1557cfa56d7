namespace Parallax.Examples;

/// <summary>Several threads add one to the same number: when is an increment lost?</summary>
/// <remarks>
/// <c>Value++</c> is three steps: read, add, write. If two threads read the same number, one increment is
/// lost: a race condition, here a data race. C# threads run side by side, so this happens with and without a
/// call in between; <c>Volatile</c> does not help. A <c>System.Threading.Lock</c> (.NET 9) knows its owner:
/// that thread may enter it again, and any other thread that leaves it gets a SynchronizationLockException. You
/// will also see <c>lock</c> on any object. A number alone needs no lock: <c>Interlocked</c> does the three steps
/// as one. Python has nothing like it.
/// </remarks>
public static class CounterRace
{
    /// <summary>A number that threads share.</summary>
    public sealed class Counter
    {
        public long Value;
    }

    /// <summary>Three steps, and another thread may come in between.</summary>
    public static void NoLock(Counter counter, Lock gate) => counter.Value++;

    /// <summary>The same three steps, with a call after the read.</summary>
    public static void NoLockCall(Counter counter, Lock gate) => counter.Value = Add(counter.Value, 1);

    /// <summary>Only one thread at a time can hold the lock.</summary>
    public static void Lock(Counter counter, Lock gate)
    {
        lock (gate)
        {
            counter.Value++;
        }
    }

    /// <summary>Read, add and write as one step of the processor.</summary>
    public static void Atomic(Counter counter, Lock gate) => Interlocked.Increment(ref counter.Value);

    public static async Task Main()
    {
        foreach (var add in new[] { NoLock, NoLockCall, Lock, Atomic })
        {
            var (counter, gate) = (new Counter(), new Lock());
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Count(add, counter, gate))));
            Console.WriteLine($"{add.Method.Name}: {counter.Value} of 10000000");
        }
    }

    private static void Count(Action<Counter, Lock> add, Counter counter, Lock gate)
    {
        for (var turn = 0; turn < 2_000_000; turn++)
        {
            add(counter, gate);
        }
    }

    private static long Add(long one, long other) => one + other;
}
