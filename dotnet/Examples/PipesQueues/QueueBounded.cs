using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Parallax.Examples.PipesQueues;

/// <summary>Fills a queue that has a limit, puts one more in vain, and empties it; then lets the limit do its work.</summary>
/// <remarks>
/// A bounded queue holds a fast producer back: a write waits until the consumer has made room. Someone who
/// does not want to wait that long says for how long, or not at all. <c>BlockingCollection</c> is for
/// threads and the older of the two; a <c>Channel</c> is for tasks, and today's choice. Both tell that they
/// are full by <c>false</c>, which is easy to overlook, and not by an exception. Between processes .NET has
/// no queue. Keep away from <c>WriteAsync(…).AsTask().WaitAsync(timeout)</c>: the wait ends, the write does not.
/// </remarks>
public static class QueueBounded
{
    public sealed record Parameters(string Variant, int Capacity, int TimeoutMs, int Extra);

    public sealed record Drained(int? Size, object Message);

    public sealed record Output(
        int? Size, string? TimedPut, string? HastyPut, IReadOnlyList<Drained> Drained, string? HastyGet);

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
        var patience = TimeSpan.FromMilliseconds(state.TimeoutMs);
        return state.Variant switch
        {
            // Code that blocks gets a thread, so that whoever awaits it stays free.
            "blocking" => await Task.Run(() => Blocking(state.Capacity, patience)),
            "async" => await Awaiting(state.Capacity, patience),
            "handover" => await HandOver(state.Capacity, state.Capacity + state.Extra, trace),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        };
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
        var patient = messages.TryAdd("one more", patience) ? null : "queue-full";
        var hasty = messages.TryAdd("one more") ? null : "queue-full";
        // [step: empty the queue]
        List<Drained> drained = [];
        for (var left = size; left > 0; left--)
        {
            drained.Add(new Drained(messages.Count, Plain(messages.Take())));
        }

        var empty = messages.TryTake(out _) ? null : "queue-empty";
        return new Output(size, patient, hasty, drained, empty);
    }

    private static async Task<Output> Awaiting(int capacity, TimeSpan patience)
    {
        var messages = Channel.CreateBounded<object>(capacity);
        // [step: fill the queue with await]
        for (var number = 0; number < capacity; number++)
        {
            await messages.Writer.WriteAsync(Messages[number % 3]);
        }

        var (size, patient) = (messages.Reader.Count, (string?)null);
        // [step: put one more in vain with await]
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await messages.Writer.WriteAsync("one more", timeout.Token);
        }
        catch (OperationCanceledException)
        {
            patient = "cancelled";
        }

        var hasty = messages.Writer.TryWrite("one more") ? null : "queue-full";
        // [step: empty the queue with await]
        List<Drained> drained = [];
        for (var left = size; left > 0; left--)
        {
            drained.Add(new Drained(messages.Reader.Count, Plain(await messages.Reader.ReadAsync())));
        }

        var empty = messages.Reader.TryRead(out _) ? null : "queue-empty";
        return new Output(size, patient, hasty, drained, empty);
    }

    // The producer is quick, and still never more than the queue's limit ahead.
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
        var producing = Produce();
        await trace.WaitGateAsync("the queue is full");
        List<Drained> drained = [];
        for (var left = count; left > 0; left--)
        {
            trace.Event("take");
            drained.Add(new Drained(null, await messages.Reader.ReadAsync()));
        }

        await producing;
        return new Output(null, null, null, drained, null);
    }

    private static object Plain(object message) => message is HashSet<int> set ? set.Order().ToList() : message;
}
