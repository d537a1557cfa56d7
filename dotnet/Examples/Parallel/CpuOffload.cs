namespace Parallax.Examples.Parallel;

/// <summary>Computes in the middle of asynchronous code: on the event loop, and on a thread of the pool.</summary>
/// <remarks>
/// <para>
/// A loop of events does one thing at a time. While a method computes, nothing else happens there: no timer fires,
/// no button answers. <c>async</c> and <c>await</c> alone do not change that; the work has to go elsewhere, and be
/// awaited. <c>Task.Run</c> gives it to the thread pool, and a core of its own; nobody takes a process for that.
/// Older code starts a <c>BackgroundWorker</c>, or a <c>Thread</c> that reports back.
/// </para>
/// <para>
/// A window has such a loop; a console program and a web server have none, and there <c>Task.Run</c> is of little use:
/// their code is on the thread pool already. So a scheduler that runs one thing at a time stands for the loop here.
/// </para>
/// </remarks>
public static class CpuOffload
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

    // Each await comes back to the scheduler that it left.
    private static async Task<Output> OnTheLoop(Parameters state, ITrace trace)
    {
        using var stop = new CancellationTokenSource();
        var heart = new Heart(state.BeatMs, trace);
        var beating = heart.Beat(stop.Token);
        await heart.Alive.Task;
        // [step: compute]
        heart.Working = true;
        var total = state.Variant switch
        {
            "inline" => Add(state.N, elsewhere: false, trace),
            "thread" => await Task.Run(() => Add(state.N, elsewhere: true, trace)),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        };
        heart.Working = false;
        // [step: stop the heart]
        stop.Cancel();
        await beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new Output(total, heart.Beats);
    }

    // Plain computing, which knows nothing of the loop. Elsewhere, it does not end before the heart has beaten.
    // [step: add]
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

    /// <summary>Beats as long as the loop gets on, and counts the beats during the work.</summary>
    private sealed class Heart(int beatMs, ITrace trace)
    {
        public TaskCompletionSource Alive { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Working { get; set; }

        public int Beats { get; private set; }

        // [step: beat]
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
