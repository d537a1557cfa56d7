using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Workers have connections that say when they are made, used and closed: how many, by whom, and are all closed?
/// </summary>
/// <remarks>A worker's first job waits until every worker has one.</remarks>
public static class PoolInitializerScene
{
    public sealed record Parameters(string Variant, int Jobs, int Workers, int Initial);

    public sealed record State(Parameters Parameters, IDisposable Threads);

    public sealed record Output(IReadOnlyList<int>? Results, string? Error, bool Shared);

    public static State Prepare(Parameters parameters) =>
        new(parameters, Threads.Spare(parameters.Workers + 2));

    public static void Cleanup(State state) => state.Threads.Dispose();

    public static Output Run(State state, ITrace watch)
    {
        var (variant, jobs, workers, initial) = state.Parameters;
        var (made, shared) = (0, false);
        int[] numbers = [.. Enumerable.Range(0, jobs)];
        Connection Connect() => new(Interlocked.Increment(ref made), initial, watch);

        int Ask(Connection connection, int number)
        {
            watch.Event("job", item: connection.Name);
            var first = Interlocked.Increment(ref connection.Jobs) == 1;
            if (Interlocked.Increment(ref connection.Inside) > 1)
            {
                shared = true;
            }

            if (variant != "per-job" && first && connection.Name <= workers)
            {
                watch.Rendezvous("all at work", workers);
            }

            Interlocked.Decrement(ref connection.Inside);
            return connection.Offset + number;
        }

        var told = Ended.Of(
            () => variant switch
            {
                "per-job" => PoolInitializer.PerJob(numbers, Connect, Ask, workers),
                "initializer" => PoolInitializer.Initializer(numbers, Connect, Ask, workers),
                _ => PoolInitializer.Executor(numbers, Connect, Ask, workers),
            },
            watch);
        watch.Event("told");
        return new Output(told.Value, told.Error, shared);
    }

    /// <summary>What is costly to make; it knows how many jobs it has had, and how many are using it.</summary>
    private sealed class Connection : IDisposable
    {
        private readonly ITrace _watch;
        private readonly IDisposable _life;

        public int Inside;
        public int Jobs;

        public Connection(int name, int offset, ITrace watch)
        {
            (Name, Offset, _watch) = (name, offset, watch);
            watch.Event("set up", item: name);
            _life = watch.Span("connection", item: name);
        }

        public int Name { get; }

        public int Offset { get; }

        public void Dispose()
        {
            _watch.Event("cleaned up", item: Name);
            _life.Dispose();
        }
    }
}
