using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>The first jobs wait for one another: how many are under way, and what is left in the end?</summary>
/// <remarks>
/// Without a number of workers twice as many jobs as CPUs come in two groups, and the most at once are counted. Where
/// one job fails, it does so when as many are under way as there may be, and the others look whether they are told. The
/// last job takes a moment, so a program that does not wait for it is told before.
/// </remarks>
public static class PoolBasicScene
{
    private static readonly TimeSpan Rescue = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public sealed record Parameters(string Variant, int Workers, int Jobs, int JobMs, int Fails);

    public sealed record Output(
        IReadOnlyList<int>? Done,
        string? Error,
        int? LeftOver,
        bool? Interrupted,
        int? DefaultWorkers = null,
        int? Cpus = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var jobs = new Jobs(state, watch);
        int[] numbers = [.. Enumerable.Range(0, state.Jobs)];
        if (state.Variant == "default-size")
        {
            var cpus = Environment.ProcessorCount;
            var sized = await Ended.OfAsync(
                () => PoolBasic.DefaultSizeAsync([.. Enumerable.Range(0, 2 * cpus)], jobs.CrowdAsync));
            return new Output(null, sized.Error, null, null, jobs.Most, cpus);
        }

        Func<int, CancellationToken, Task<int>> job = watch.Observed ? jobs.WatchedAsync : jobs.PauseAsync;
        var told = await Ended.OfAsync(() => state.Variant switch
        {
            "one-by-one" => PoolBasic.OneByOneAsync(numbers, job),
            "pool" => PoolBasic.InPoolAsync(numbers, job, state.Workers),
            _ => PoolBasic.InExecutorAsync(numbers, job, state.Workers),
        });
        watch.Event("over");
        int[]? done = told.Value is null ? null : [.. told.Value];
        jobs.Over.TrySetResult();
        await jobs.RestAsync();
        return state.Variant == "one-by-one"
            ? new Output(done, told.Error, null, null)
            : new Output(done, told.Error, LeftOver: 0, jobs.Interrupted);
    }

    /// <summary>Jobs that wait a little and give their numbers.</summary>
    private sealed class Jobs(Parameters parameters, ITrace watch)
    {
        private readonly Lock _lock = new();
        private readonly int _together = parameters.Variant == "one-by-one" ? 1 : parameters.Workers;
        private int _inside;

        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Most { get; private set; }

        public bool Interrupted { get; private set; }

        public async Task<int> PauseAsync(int number, CancellationToken stop)
        {
            await Task.Delay(parameters.JobMs, stop);
            return number;
        }

        public async Task<int> WatchedAsync(int number, CancellationToken stop)
        {
            Enter();
            try
            {
                using var span = watch.Span("job", item: number);
                if (number < _together)
                {
                    await watch.RendezvousAsync("all at work", _together, CancellationToken.None);
                }

                await MeetFailureAsync(number, stop);

                await Task.Delay(parameters.JobMs, CancellationToken.None);
                if (number == parameters.Jobs - 1)
                {
                    await Task.WhenAny(Over.Task, Task.Delay(Moment, CancellationToken.None));
                }

                watch.Event("done", item: number);
                return number;
            }
            finally
            {
                Leave();
            }
        }

        /// <summary>Jobs that come in groups of one for each CPU.</summary>
        public async Task<int> CrowdAsync(int number, CancellationToken stop)
        {
            Enter();
            await watch.RendezvousAsync(
                "a worker for each CPU", Environment.ProcessorCount, CancellationToken.None);
            Leave();
            return number;
        }

        /// <summary>Waits until no job is under way, two seconds at most.</summary>
        public async Task RestAsync()
        {
            var end = Environment.TickCount64 + 2000;
            while (Environment.TickCount64 < end && Volatile.Read(ref _inside) > 0)
            {
                await Task.Delay(1);
            }
        }

        // Of those that met one fails. In a loop that tells the others they wait for it, elsewhere for a moment.
        private async Task MeetFailureAsync(int number, CancellationToken stop)
        {
            if (number == parameters.Fails)
            {
                throw new InvalidOperationException($"{number}");
            }

            if (parameters.Fails < 0 || parameters.Fails >= _together || number >= _together)
            {
                return;
            }

            try
            {
                await Task.Delay(parameters.Variant == "pool" ? Rescue : Moment, stop);
            }
            catch (OperationCanceledException)
            {
                Interrupted = true;
                throw;
            }
        }

        private void Enter()
        {
            lock (_lock)
            {
                Most = Math.Max(Most, ++_inside);
            }
        }

        private void Leave()
        {
            lock (_lock)
            {
                _inside--;
            }
        }
    }
}
