using System.Collections.Concurrent;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// The work waits until its first report was shown; the screen notes who shows what, and what came before the result.
/// </summary>
/// <remarks>
/// Where only the thread pool shows the reports, the last is held until the result has come: who waits for it gets
/// none.
/// </remarks>
public static class ProgressScene
{
    public sealed record Parameters(string Variant, int Steps);

    public sealed record Output(
        int? Result, string? Error, int[] Shown, string? ShownBy, bool? LastBeforeResult);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var (shown, by, window) =
            (new ConcurrentQueue<int>(), new ConcurrentQueue<string>(), new OneThread());
        int worker = 0, reported = 0, count = 0;
        using var threads = Threads.Spare(watch.Observed ? 2 : 0);
        var call = watch.Span("call");
        var told = await Told.Of(
            () => state.Variant switch
            {
                "callback" => Progress.CallbackAsync(Work, Show),
                "posted" => Progress.PostedAsync(Work, Show),
                "context" => window.Run(() => Progress.PostedAsync(Work, Show)),
                _ => Progress.StreamAsync(Work, Show),
            },
            watch.Observed,
            () => Volatile.Read(ref reported));
        call.Dispose();
        watch.Event("result");
        bool? lastBefore = watch.Observed ? shown.Contains(100) : null;
        watch.OpenGate("result");
        for (var looks = 0; watch.Observed && looks < 2000 && shown.Count < reported; looks++)
        {
            await Task.Delay(1); // what comes after the result is shown, too
        }

        var shownBy = !watch.Observed ? null : by.Distinct().ToArray() is [var one] ? one : "another";
        return new Output(
            told.Error is null ? told.Value : null, told.Error, [.. shown], shownBy, lastBefore);

        int Work(IProgress<int> progress)
        {
            worker = Environment.CurrentManagedThreadId;
            using var work = watch.Span("work");
            for (var step = 1; step <= state.Steps; step++)
            {
                Interlocked.Increment(ref reported);
                progress.Report(100 * step / state.Steps);
                if (step == 1)
                {
                    watch.WaitGate("first shown");
                }
            }

            watch.Event("worked");
            return state.Steps;
        }

        void Show(int percent)
        {
            if (percent == 100 && state.Variant == "posted")
            {
                watch.WaitGate("result");
            }

            var here = Environment.CurrentManagedThreadId;
            by.Enqueue(here == worker ? "worker" : here == window.Thread ? "caller" : "another");
            shown.Enqueue(percent);
            watch.Event("shown", item: percent);
            if (Interlocked.Increment(ref count) == 1)
            {
                watch.Event("first shown");
                watch.OpenGate("first shown");
            }
        }
    }
}
