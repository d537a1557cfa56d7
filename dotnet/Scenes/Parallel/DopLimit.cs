using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// The first items meet when as many are under way as there may be, and stay a moment: does another one come in?
/// </summary>
/// <remarks>Loops begin items in an order of their own: the first ones are known when they come.</remarks>
public static class DopLimitScene
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public sealed record Parameters(string Variant, int Items, int Limit);

    public sealed record State(Parameters Parameters, IDisposable Threads);

    public sealed record Output(int Done, string? Error);

    public static State Prepare(Parameters parameters) =>
        new(parameters, Threads.Spare((2 * parameters.Limit) + 4));

    public static void Cleanup(State state) => state.Threads.Dispose();

    public static async Task<Output> Run(State state, ITrace watch)
    {
        var (variant, count, limit) = state.Parameters;
        int[] items = [.. Enumerable.Range(0, count)];
        var (left, right) = (items[..(count / 2)], items[(count / 2)..]);
        var first = variant == "two-loops" ? 2 * limit : limit;
        var begun = 0;
        var done = 0;
        var told = variant switch
        {
            "loop" => Ended.Of(() => DopLimit.Loop(items, Handle, limit), watch),
            "query" => Ended.Of(() => DopLimit.Query(items, Handle, limit), watch),
            "two-loops" => await Ended.OfAsync(() => DopLimit.TwoLoopsAsync(left, right, Handle, limit)),
            _ => await Ended.OfAsync(() => DopLimit.OneLimitAsync(left, right, Handle, limit)),
        };
        watch.Event("told");
        return new Output(Volatile.Read(ref done), told.Error);

        void Handle(int item)
        {
            using var span = watch.Span("item", item: item);
            if (Interlocked.Increment(ref begun) <= first)
            {
                watch.Rendezvous("limit reached", first);
                Thread.Sleep(Moment);
            }

            Interlocked.Increment(ref done);
        }
    }
}
