using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>A task that ends only after others had their turns: does its waiter hear of it, and when?</summary>
/// <remarks>
/// Work that is told to stop takes a moment; the task fails after two seconds, so that no wait lasts for good.
/// </remarks>
public static class AwaitDotnetTaskScene
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public sealed record Parameters(string Variant, long Answer, int Beats);

    public sealed record Output(long? Answer, string? Error, int Beats, string EndedAs, bool Woken);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        using var stop = new CancellationTokenSource();
        var source = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (starts, beats, ending) = (0, 0, Task.CompletedTask);
        var waiting = WaitAsync();
        for (var beat = 0; beat < state.Beats; beat++)
        {
            await Task.Yield();
            watch.Event("beat", item: beat);
            beats += starts == 1 && !waiting.IsCompleted ? 1 : 0;
        }

        if (state.Variant == "cancel")
        {
            await stop.CancelAsync();
        }
        else
        {
            ending = EndAsync(() => state.Variant == "answer"
                ? source.TrySetResult(state.Answer)
                : source.TrySetException(new InvalidOperationException("the work failed")));
        }

        var told = await waiting;
        await ending;
        var endedAs = $"{source.Task.Status}";
        source.TrySetCanceled(CancellationToken.None);
        return new Output(
            told.Error is null ? told.Value : null, told.Error, beats, endedAs, told.Error != "deadlock");

        async Task<Told<long>> WaitAsync()
        {
            var wait = watch.Span("await");
            var outcome = await Told.Of(
                () => AwaitDotnetTask.ResultOfAsync(Start, stop.Token), watch.Observed);
            wait.Dispose();
            watch.Event("over", item: "wait");
            return outcome;
        }

        // The work: a task that ends some time after it was told to.
        Task<long> Start(CancellationToken token)
        {
            starts++;
            watch.Event("waiting");
            token.Register(() =>
            {
                watch.Event("told to stop");
                ending = EndAsync(() => source.TrySetCanceled(token));
            });
            return watch.Observed ? source.Task.WaitAsync(Patience) : source.Task;
        }

        async Task EndAsync(Func<bool> how)
        {
            if (watch.Observed)
            {
                await Rest.Async(TimeSpan.FromSeconds(0.5));
                watch.Event("over", item: "work");
            }

            how();
        }
    }
}
