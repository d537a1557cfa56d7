using System.Threading.Channels;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// The first job is held until the caller was told: of what, and are all accepted jobs, and no other, done in the end?
/// </summary>
/// <remarks>Where all is in order no job is held.</remarks>
public static class PoolLifecycleErrorsScene
{
    private static readonly TimeSpan Orderly = TimeSpan.FromSeconds(2);

    public sealed record Parameters(string Variant, int Jobs, int WaitMs);

    public sealed record Output(string? Error, IReadOnlyList<int>? Finished, int? LeftOver);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var pool = Channel.CreateUnbounded<int>();
        var limit = TimeSpan.FromMilliseconds(state.WaitMs);
        int[] numbers = [.. Enumerable.Range(0, state.Jobs)];
        var done = 0;
        var output = await CallAsync();
        watch.Event("told");
        watch.OpenGate("the caller was told");
        pool.Writer.TryComplete();
        await pool.Reader.Completion.WaitAsync(Orderly)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // what was accepted is done within the trial
        SpinWait.SpinUntil(() => Volatile.Read(ref done) >= state.Jobs, Orderly);
        return output;

        async Task<Output> CallAsync()
        {
            if (state.Variant == "orderly")
            {
                var told = await Ended.OfAsync(
                    () => PoolLifecycleErrors.OrderlyAsync(numbers, SquareAsync, pool, Orderly));
                return new Output(told.Error, told.Value, LeftOver: 0);
            }

            var refused = await Ended.OfAsync(() => state.Variant switch
            {
                "join-too-early" => PoolLifecycleErrors.JoinTooEarlyAsync(numbers, SquareAsync, pool, limit),
                "join-with-limit" => PoolLifecycleErrors.JoinWithLimitAsync(
                    numbers, SquareAsync, pool, limit),
                _ => PoolLifecycleErrors.SubmitTooLateAsync(numbers, SquareAsync, pool, limit),
            });
            return new Output(refused.Error, null, null);
        }

        async Task<int> SquareAsync(int number)
        {
            using var job = watch.Span("job", item: number);
            if (number == 0 && state.Variant != "orderly")
            {
                await watch.WaitGateAsync("the caller was told");
            }

            watch.Event("done", item: number);
            Interlocked.Increment(ref done);
            return number * number;
        }
    }
}
