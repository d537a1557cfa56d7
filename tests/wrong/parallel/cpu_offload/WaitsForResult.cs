namespace Parallax.Wrong.Parallel.CpuOffload;

/// <summary>Gives the work to the pool, and then blocks the loop until the result is there.</summary>
public static class WaitsForResult
{
    public sealed record Parameters(string Variant, int N, int BeatMs);

    public sealed record Output(long Sum, int Beats);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Task<Output> Run(Parameters state, ITrace trace)
    {
        var loop = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        return Task.Factory
            .StartNew(() => OnTheLoop(state, trace), CancellationToken.None, TaskCreationOptions.None, loop)
            .Unwrap();
    }

    private static async Task<Output> OnTheLoop(Parameters state, ITrace trace)
    {
        using var stop = new CancellationTokenSource();
        var heart = new Heart(state.BeatMs, trace);
        var beating = heart.Beat(stop.Token);
        await heart.Alive.Task;
        heart.Working = true;
        var total = state.Variant switch
        {
            "inline" => Add(state.N, elsewhere: false, trace),
            "thread" => Task.Run(() => Add(state.N, elsewhere: true, trace)).Result,
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        };
        heart.Working = false;
        stop.Cancel();
        await beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new Output(total, heart.Beats);
    }

    private static long Add(int n, bool elsewhere, ITrace trace)
    {
        using var span = trace.Span("work");
        var total = 0L;
        for (var number = 0; number < n; number++)
        {
            total += number;
        }

        if (elsewhere)
        {
            trace.WaitGate("a beat");
        }

        return total;
    }

    private sealed class Heart(int beatMs, ITrace trace)
    {
        public TaskCompletionSource Alive { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Working { get; set; }

        public int Beats { get; private set; }

        public async Task Beat(CancellationToken stop)
        {
            while (true)
            {
                if (Working)
                {
                    Beats++;
                    trace.Event("beat during the work");
                    trace.OpenGate("a beat");
                }

                Alive.TrySetResult();
                await Task.Delay(beatMs, stop);
            }
        }
    }
}
