using System.Collections.Concurrent;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A queue that is full: what does a put come to; and how far does a producer get while its consumer is held?
/// </summary>
/// <remarks>
/// A put that hangs is given room in the end; the consumer holds the first message until all is still.
/// </remarks>
public static class QueueBoundedScene
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.2);

    // A queue takes whatever it is given.
    private static readonly object[] Messages =
    [
        (List<int>)[1, 2, 3, 4], new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 },
        (SortedSet<int>)[1, 2, 3, 4],
    ];

    public sealed record Parameters(string Variant, int Capacity, int TimeoutMs, int Extra);

    public sealed record Taken(int? Size, object Message);

    public sealed record Output(
        IReadOnlyList<Taken> Drained, string? Error, int? MadeWhileHeld = null,
        int? Size = null, string? TimedPut = null, string? HastyPut = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch) =>
        state.Variant == "blocking" ? Blocking(state) : await Handover(state, watch);

    private static Output Blocking(Parameters state)
    {
        using var messages = new BlockingCollection<object>(state.Capacity);
        List<string?> first = [];
        while (first.Count < state.Capacity && !first.Contains("deadlock"))
        {
            first.Add(Put(messages, Messages[first.Count % 3], TimeSpan.Zero));
        }

        var size = messages.Count;
        var timed = Put(messages, "patient", TimeSpan.FromMilliseconds(state.TimeoutMs));
        var hasty = Put(messages, "hasty", TimeSpan.Zero);
        List<Taken> drained = [];
        while (messages.Count is var left and > 0)
        {
            drained.Add(new Taken(left, messages.Take()));
        }

        return new Output(drained, first.Find(error => error is not null), null, size, timed, hasty);
    }

    // What a put came to: nothing if it went in, and the queue really holds it.
    private static string? Put(BlockingCollection<object> messages, object message, TimeSpan patience)
    {
        var before = messages.Count;
        var call = Call.OfBlocking(() => QueueBounded.Blocking(messages, message, patience));
        if (!call.EndsWithin(before > 0 ? Limit : Limit / 2))
        {
            messages.TryTake(out _);
            call.EndsWithin(Limit / 6);
            return "deadlock";
        }

        var wentIn = messages.Count == before + 1;
        return call.Error is { } error ? error.GetType().Name
            : call.Value != wentIn ? "invalid-state"
            : wentIn ? null : "queue-full";
    }

    private static async Task<Output> Handover(Parameters state, ITrace watch)
    {
        var source = new Source<int>(Enumerable.Range(0, state.Capacity + state.Extra), watch);
        var consumer = new Consumer<int>(() => source.Made, watch);
        Func<Task> handover = () => QueueBounded.HandoverAsync(source, state.Capacity, consumer.TakeAsync);
        var call = watch.Observed ? Call.Of(handover).End() : null;
        await (watch.Observed ? Task.CompletedTask : handover());
        var error = call is { Stuck: true } ? "deadlock" : call?.Error?.GetType().Name;
        return new Output(
            [.. consumer.Taken.Select(one => new Taken(null, one))], error, consumer.MadeWhileHeld);
    }
}
