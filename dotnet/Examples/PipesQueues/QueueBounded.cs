using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Parallax.Examples.PipesQueues;

/// <summary>Fills a queue that has a limit, puts one more in vain, and empties it; then lets the limit do its work.</summary>
/// <remarks>
/// A bounded queue holds a fast producer back: a write waits until the consumer has made room. Someone who
/// does not want to wait that long says for how long, or not at all. <c>BlockingCollection</c> is for
/// threads and the older of the two; a <c>Channel</c> is for tasks, and today's choice. Both tell that they
/// are full by <c>false</c>, which is easy to overlook, and not by an exception. A channel's patient write
/// is <c>WriteAsync</c> with a token; <c>WriteAsync(…).AsTask().WaitAsync(timeout)</c> ends the wait alone,
/// and the message still goes in when there is room. Between processes .NET has no queue.
/// </remarks>
public static class QueueBounded
{
    public sealed record Parameters(string Variant, int Capacity, int TimeoutMs, int Extra);

    public sealed record Taken(int? Size, object Message);

    public sealed record Output(
        int? Size, string? TimedPut, string? HastyPut, IReadOnlyList<Taken> Drained, string? HastyGet);

    // A queue takes whatever it is given. These three are the source's.
    private static readonly object[] Messages =
    [
        new List<int> { 1, 2, 3, 4 },
        new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 },
        new HashSet<int> { 1, 2, 3, 4 },
    ];

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        if (state.Variant == "handover")
        {
            return await HandOver(state.Capacity, state.Capacity + state.Extra, trace);
        }

        // Code that blocks gets a thread, so that whoever awaits it stays free.
        return await Task.Run(() => Blocking(state.Capacity, TimeSpan.FromMilliseconds(state.TimeoutMs)));
    }

    private static Output Blocking(int capacity, TimeSpan patience)
    {
        using var messages = new BlockingCollection<object>(capacity);
        // [step: fill the queue]
        for (var number = 0; number < capacity; number++)
        {
            messages.Add(Messages[number % 3]);
        }

        var size = messages.Count;
        // [step: put one more in vain]
        // Add instead of TryAdd would wait for ever: nobody is there to take anything out.
        var timedPut = messages.TryAdd("one more", patience) ? null : "queue-full";
        var hastyPut = messages.TryAdd("one more") ? null : "queue-full";
        // [step: empty the queue]
        List<Taken> drained = [];
        for (var left = size; left > 0; left--)
        {
            drained.Add(new Taken(messages.Count, Plain(messages.Take())));
        }

        // [step: take one more in vain]
        var hastyGet = messages.TryTake(out _) ? null : "queue-empty";
        return new Output(size, timedPut, hastyPut, drained, hastyGet);
    }

    // The producer is quick, and still never more than the queue's limit ahead of the consumer.
    // await does not block: while the producer waits for room, its thread is free for others.
    private static async Task<Output> HandOver(int capacity, int count, ITrace trace)
    {
        var messages = Channel.CreateBounded<int>(capacity);

        // [step: produce]
        async Task Produce()
        {
            for (var number = 0; number < count; number++)
            {
                if (number == capacity)
                {
                    trace.OpenGate("the queue is full");
                }

                await messages.Writer.WriteAsync(number);
                trace.Event("put", item: number);
            }
        }

        // [step: consume]
        // The consumer is slow to begin: it takes nothing before the queue is full.
        var producing = Produce();
        await trace.WaitGateAsync("the queue is full");
        List<Taken> drained = [];
        for (var left = count; left > 0; left--)
        {
            trace.Event("take");
            drained.Add(new Taken(null, await messages.Reader.ReadAsync()));
        }

        await producing;
        return new Output(null, null, null, drained, null);
    }

    // A set promises no order, so it is shown in one.
    private static object Plain(object message) => message is HashSet<int> set ? set.Order().ToList() : message;
}
