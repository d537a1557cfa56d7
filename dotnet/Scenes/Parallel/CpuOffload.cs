using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A heart beats on a loop of one thread, as a window has, while a job computes: did it beat before the work was done?
/// </summary>
/// <remarks>
/// Elsewhere the job does not end before the heart has beaten; on the loop itself it waits for nothing.
/// </remarks>
public static class CpuOffloadScene
{
    public sealed record Parameters(string Variant, int N, int BeatMs);

    public sealed record Output(long? Sum, int? Beats, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        if (!watch.Observed)
        {
            var timed = await new OneThread().Run(() => Ended.OfAsync(() => Call(CpuOffload.Add)));
            return new Output(timed.Error is null ? timed.Value : null, null, timed.Error);
        }

        var beats = 0;
        var told = await Ended.OfAsync(
            () => new OneThread().Run(WithHeartAsync, limit: TimeSpan.FromSeconds(4)));
        return new Output(told.Error is null ? told.Value : null, beats, told.Error);

        Task<long> Call(Func<int, long> job) =>
            state.Variant == "inline"
                ? CpuOffload.InlineAsync(job, state.N)
                : CpuOffload.ThreadAsync(job, state.N);

        async Task<long> WithHeartAsync()
        {
            using var stop = new CancellationTokenSource();
            var (alive, working) = (new TaskCompletionSource(), false);
            var beating = BeatAsync();
            await alive.Task;
            working = true;
            try
            {
                return await Call(Job);
            }
            finally
            {
                working = false;
                await stop.CancelAsync();
                await beating.ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            async Task BeatAsync()
            {
                while (true)
                {
                    if (working)
                    {
                        beats++;
                        watch.Event("beat during the work");
                        watch.OpenGate("a beat");
                    }

                    alive.TrySetResult();
                    await Task.Delay(state.BeatMs, stop.Token);
                }
            }
        }

        long Job(int n)
        {
            using var span = watch.Span("work");
            var total = CpuOffload.Add(n);
            if (state.Variant != "inline")
            {
                watch.WaitGate("a beat");
            }

            watch.Event("work done");
            return total;
        }
    }
}
