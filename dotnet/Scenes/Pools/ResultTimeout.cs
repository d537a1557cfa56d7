using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A job does not end before its waiter has given up: what was the waiter told, and what became of the job?
/// </summary>
public static class ResultTimeoutScene
{
    private const string Gate = "the job may end";

    public sealed record Parameters(string Variant, int X, int WaitMs);

    public sealed record State(Parameters Parameters, IDisposable Threads);

    public sealed record Output(string? Short, bool? IsBuiltin, int? Later, string? Error);

    // The job and its waiter block a thread each, and a timer needs one as well.
    public static State Prepare(Parameters parameters) => new(parameters, Threads.Spare(4));

    public static void Cleanup(State state) => state.Threads.Dispose();

    public static async Task<Output> Run(State state, ITrace watch)
    {
        var (variant, x, waitMs) = state.Parameters;
        var limit = TimeSpan.FromMilliseconds(waitMs);
        var (tooShort, isBuiltin, running) = ((string?)null, (bool?)null, 0);
        var waits = watch.Span("wait", item: "for the result");
        var told = variant switch
        {
            "pool" => await Ended.OfAsync(() => ResultTimeout.InPoolAsync(x, Square, limit, OnTimeout)),
            "executor" => Ended.Of(() => ResultTimeout.InExecutor(x, Square, limit, OnTimeout), watch),
            _ => await Ended.OfAsync(() => ResultTimeout.AwaitedAsync(x, SquareAsync, limit, OnTimeout)),
        };
        watch.OpenGate(Gate);
        // a job that still runs is done within the trial
        SpinWait.SpinUntil(() => Volatile.Read(ref running) == 0, 2000);
        return new Output(tooShort, isBuiltin, told.Error is null ? told.Value : null, told.Error);

        void OnTimeout(Exception? error)
        {
            tooShort = error is null ? "timeout" : Ended.Category(error);
            isBuiltin = error is null ? null : error is TimeoutException;
            waits.Dispose();
            watch.Event("gave up");
            watch.OpenGate(Gate);
        }

        int Square(int number)
        {
            using var job = watch.Span("job");
            Interlocked.Increment(ref running);
            watch.WaitGate(Gate);
            watch.Event("done");
            Interlocked.Decrement(ref running);
            return number * number;
        }

        async Task<int> SquareAsync(int number)
        {
            using var job = watch.Span("job");
            Interlocked.Increment(ref running);
            await watch.WaitGateAsync(Gate);
            watch.Event("done");
            Interlocked.Decrement(ref running);
            return number * number;
        }
    }
}
