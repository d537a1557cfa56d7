namespace Parallax.Examples;

/// <summary>Two threads take the same two locks in opposite orders: what happens, and what cures it?</summary>
/// <remarks>
/// Each thread has one lock and waits for the other's: a deadlock. It needs a circular wait of two or more
/// threads, and it is a race: it happens only if each takes its first lock before any takes its second, so
/// tests may well pass. Two cures: all threads take the locks in one order, so that there is no circle; or a
/// thread that does not get the second lock in time (<c>TryEnter</c>) releases the first and tries again. It
/// pauses for a random time (jitter), for threads that try again at the same moments may repeat this without
/// end (livelock). Python has the same cures.
/// </remarks>
public static class LockOrderDeadlock
{
    /// <summary>Money, and the lock that guards it.</summary>
    public class Account(int number, int balance)
    {
        public int Number => number;

        public int Balance { get; set; } = balance;

        public virtual Lock Gate { get; } = new();
    }

    /// <summary>The source's lock first: opposite transfers can wait for each other without end.</summary>
    public static void AsGiven(Account source, Account target, int amount)
    {
        lock (source.Gate)
        {
            lock (target.Gate)
            {
                Move(source, target, amount);
            }
        }
    }

    /// <summary>The lock of the smaller number first, in either direction.</summary>
    public static void OneOrder(Account source, Account target, int amount)
    {
        var (first, second) = source.Number < target.Number ? (source, target) : (target, source);
        lock (first.Gate)
        {
            lock (second.Gate)
            {
                Move(source, target, amount);
            }
        }
    }

    /// <summary>A thread that holds a lock waits for another one only for a limited time.</summary>
    public static void TimeOut(Account source, Account target, int amount)
    {
        while (!TryMove(source, target, amount))
        {
            Thread.Sleep(Random.Shared.Next(10));
        }
    }

    public static async Task Main()
    {
        foreach (var transfer in new[] { OneOrder, TimeOut }) // AsGiven might never end
        {
            Account[] accounts = [.. Enumerable.Range(0, 5).Select(number => new Account(number, 100))];
            await Task.WhenAll(accounts.Select((account, number) =>
                Task.Run(() => transfer(account, accounts[(number + 4) % 5], 10))));
            var balances = string.Join(", ", accounts.Select(account => account.Balance));
            Console.WriteLine($"{transfer.Method.Name}: {balances}");
        }
    }

    private static bool TryMove(Account source, Account target, int amount)
    {
        lock (source.Gate)
        {
            var second = target.Gate;
            if (!second.TryEnter(TimeSpan.FromMilliseconds(20)))
            {
                return false;
            }

            try
            {
                Move(source, target, amount);
                return true;
            }
            finally
            {
                second.Exit();
            }
        }
    }

    private static void Move(Account source, Account target, int amount)
    {
        source.Balance -= amount;
        target.Balance += amount;
    }
}
