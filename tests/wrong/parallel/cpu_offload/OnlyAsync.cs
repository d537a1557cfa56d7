namespace Parallax.Wrong.Parallel.CpuOffload;

/// <summary>Makes the computing method async: without an await in it, it runs on the loop to its end.</summary>
public static class OnlyAsync
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
        var (working, beats) = (false, 0);
        var alive = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var beating = Beat(stop.Token);
        await alive.Task;
        working = true;
        var total = await AddAsync(state.N, trace);
        working = false;
        stop.Cancel();
        await beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new Output(total, beats);

        async Task Beat(CancellationToken stop)
        {
            while (true)
            {
                if (working)
                {
                    beats++;
                    trace.Event("beat during the work");
                    trace.OpenGate("a beat");
                }

                alive.TrySetResult();
                await Task.Delay(state.BeatMs, stop);
            }
        }
    }

    private static async Task<long> AddAsync(int n, ITrace trace)
    {
        using var span = trace.Span("work");
        var total = 0L;
        for (var number = 0; number < n; number++)
        {
            total += number;
        }

        trace.WaitGate("a beat");
        return total;
    }
}
