namespace Parallax.Examples;

/// <summary>Each job needs something costly: how does every worker of a loop get its own, once?</summary>
/// <remarks>
/// <c>Parallel.For</c> calls <c>localInit</c> when a worker begins, and <c>localFinally</c> when it ends,
/// also when a job has failed. What <c>localInit</c> makes is never used by two jobs at once. .NET may
/// replace a worker that has run for long, so <c>localInit</c> can run more often than there are workers. A
/// <c>ThreadLocal</c> makes one thing for each thread, when it is first used. To dispose of these, set
/// <c>trackAllValues</c> and go through <c>Values</c>. Python's pools have an <c>initializer</c> for each
/// worker process, and no argument for its end.
/// </remarks>
public static class PoolInitializer
{
    /// <summary>Every job connects for itself.</summary>
    public static int[] PerJob<T>(int[] numbers, Func<T> connect, Func<T, int, int> ask, int workers)
        where T : IDisposable
    {
        var answers = new int[numbers.Length];
        Parallel.For(0, numbers.Length, new ParallelOptions { MaxDegreeOfParallelism = workers }, index =>
        {
            using var connection = connect();
            answers[index] = ask(connection, numbers[index]);
        });
        return answers;
    }

    /// <summary>Every worker connects once, and disposes of its connection at its end.</summary>
    public static int[] Initializer<T>(int[] numbers, Func<T> connect, Func<T, int, int> ask, int workers)
        where T : IDisposable
    {
        var answers = new int[numbers.Length];
        Parallel.For(
            0,
            numbers.Length,
            new ParallelOptions { MaxDegreeOfParallelism = workers },
            localInit: connect,
            body: (index, _, connection) =>
            {
                answers[index] = ask(connection, numbers[index]);
                return connection;
            },
            localFinally: connection => connection.Dispose());
        return answers;
    }

    /// <summary>A thread connects when its first job asks.</summary>
    public static int[] Executor<T>(int[] numbers, Func<T> connect, Func<T, int, int> ask, int workers)
        where T : IDisposable
    {
        using var own = new ThreadLocal<T>(connect, trackAllValues: true);
        try
        {
            var query = numbers.AsParallel().AsOrdered().WithDegreeOfParallelism(workers);
            return query.Select(number => ask(own.Value!, number)).ToArray();
        }
        finally
        {
            foreach (var connection in own.Values)
            {
                connection.Dispose();
            }
        }
    }

    private sealed class Connection : IDisposable
    {
        public Connection() => Console.WriteLine("  connected");

        public void Dispose() => Console.WriteLine("  closed");
    }

    public static void Main()
    {
        foreach (var way in (Func<int[], Func<Connection>, Func<Connection, int, int>, int, int[]>[])
            [PerJob, Initializer, Executor])
        {
            Console.WriteLine(way.Method.Name);
            var answers = way([0, 1, 2, 3], () => new(), (_, number) => 2 * number, 2);
            Console.WriteLine($"  {string.Join(" ", answers)}");
        }
    }
}
