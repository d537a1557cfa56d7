using System.Collections.Concurrent;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// The first results are held: how far did the source get, at which width, in which order; and who still works after an
/// error?
/// </summary>
/// <remarks>Nothing is let go before all who can go on without it have: no clock decides.</remarks>
public static class DataflowPipelineScene
{
    public sealed record Parameters(
        string Variant, int Numbers, int Workers, int Room, int WorkMs, int Refused);

    public sealed record Output(
        IReadOnlyCollection<int>? Collected, int Peak, string? Error, string[] Caught, int Left);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        await Task.Yield(); // onto the pool, whose rest is waited for
        var play = new Play(state, watch);
        string[] caught = [];
        string? error = null;
        try
        {
            var text = state.Variant == "one-by-one"
                ? DataflowPipeline.OneByOneAsync(play.Source(), play.Work, play.Collect)
                : DataflowPipeline.PipelineAsync(
                    play.Source(), play.Work, play.Collect, state.Workers, state.Room);
            await (watch.Observed ? text.WaitAsync(TimeSpan.FromSeconds(8)) : text);
        }
        catch (AggregateException all)
        {
            (error, caught) =
                ("aggregate", [.. all.Flatten().InnerExceptions.Select(one => one.Message).Distinct()]);
        }
        catch (Exception other)
        {
            (error, caught) = (Crew.Category(other), [other.Message]);
        }

        watch.Event("told");
        return new Output(
            error is null ? play.Collected : null,
            play.Peak,
            error,
            error == "timeout" ? [] : caught,
            play.Inside);
    }

    /// <summary>A source that counts, work that meets, and a last stage that is held.</summary>
    private sealed class Play(Parameters state, ITrace watch)
    {
        private readonly Lock _lock = new();
        private int _made;
        private bool _held;

        public ConcurrentQueue<int> Collected { get; } = [];

        public int Peak { get; private set; }

        public int Inside { get; private set; }

        public IEnumerable<int> Source()
        {
            for (var number = 0; number < state.Numbers; number++)
            {
                Interlocked.Increment(ref _made);
                yield return number;
            }
        }

        public async Task<int> Work(int number)
        {
            lock (_lock)
            {
                Peak = Math.Max(Peak, ++Inside);
            }

            try
            {
                if (watch.Observed)
                {
                    using var span = watch.Span("work", item: number);
                    await Rest.Async(); // all who may be in work at once are
                }
                else
                {
                    await Task.Delay(state.WorkMs);
                }

                return number == state.Refused
                    ? throw new InvalidOperationException($"{number}")
                    : number * number;
            }
            finally
            {
                lock (_lock)
                {
                    Inside--;
                }
            }
        }

        // Work waits for the pool's rest, too: who finds it at rest first has not seen the others go on.
        private bool Busy()
        {
            lock (_lock)
            {
                return Inside > 0;
            }
        }

        public async Task Collect(int result)
        {
            if (watch.Observed && !_held)
            {
                _held = true;
                for (var made = 0; made != Volatile.Read(ref _made) || Busy();)
                {
                    made = Volatile.Read(ref _made);
                    await Rest.Async(); // the stages before get as far as they may
                }

                watch.Event("held", value: _made - state.Room);
            }

            Collected.Enqueue(result);
        }
    }
}
