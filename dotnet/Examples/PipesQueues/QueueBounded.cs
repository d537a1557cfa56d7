using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Parallax.Examples;

/// <summary>What does a queue do when it is full?</summary>
/// <remarks>
/// A write waits for room: backpressure, which slows a fast producer down. With a timeout, <c>TryAdd</c>
/// returns <c>false</c>, which is easily overlooked. Without a limit, a fast producer fills the memory. A
/// <c>Channel</c> is for tasks; you will also see <c>BlockingCollection</c>, which is for threads. Python
/// raises <c>queue.Full</c>.
/// </remarks>
public static class QueueBounded
{
    /// <summary>Wait for room, but not longer than this; returns whether the message went in.</summary>
    public static bool Blocking(BlockingCollection<object> messages, object message, TimeSpan patience) =>
        messages.TryAdd(message, patience); // with zero it is TryAdd(message)

    /// <summary>The producer is quick, and never further ahead than the channel is long.</summary>
    public static async Task HandoverAsync(IEnumerable<int> source, int capacity, Func<int, Task> consume)
    {
        var messages = Channel.CreateBounded<int>(capacity);
        var producing = ProduceAsync();
        await foreach (var message in messages.Reader.ReadAllAsync())
        {
            await consume(message);
        }

        await producing;

        async Task ProduceAsync()
        {
            foreach (var message in source)
            {
                await messages.Writer.WriteAsync(message); // its thread is free meanwhile
            }

            messages.Writer.Complete();
        }
    }

    public static async Task Main()
    {
        using var messages = new BlockingCollection<object>(3);
        for (var number = 0; number < 4; number++)
        {
            Console.WriteLine(Blocking(messages, number, TimeSpan.FromSeconds(0.1)));
        }

        await HandoverAsync(Enumerable.Range(0, 5), 2, taken => Console.Out.WriteLineAsync($"took {taken}"));
    }
}
