using System.Threading.Channels;

namespace Parallax.Examples;

/// <summary>Is it better to look into a queue again and again, or to wait at it?</summary>
/// <remarks>
/// Polling sleeps while the answer is already there, and misses one that comes during its last sleep. A read
/// that waits wakes at once, and a CancellationToken bounds it. It blocks no thread; Python's
/// <c>get(timeout=…)</c> does, and so does <c>BlockingCollection.TryTake</c>, which you will also see.
/// </remarks>
public static class QueuePollVsBlock
{
    /// <summary>Look three times, with longer and longer pauses (a back-off).</summary>
    public static async Task<string?> PollAsync(
        string question, ChannelWriter<string> toAnswerer, ChannelReader<string> toAsker, Func<TimeSpan, Task> sleep)
    {
        await toAnswerer.WriteAsync(question);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            if (toAsker.TryRead(out var heard))
            {
                return heard;
            }

            await sleep(TimeSpan.FromSeconds((attempt + 1) * 2)); // 2, 4 and 6; it does not look after the last one
        }

        return null;
    }

    /// <summary>Wait until the answer is there; a long limit costs nothing when there is one.</summary>
    public static async Task<string?> BlockAsync(
        string question, ChannelWriter<string> toAnswerer, ChannelReader<string> toAsker, TimeSpan patience)
    {
        await toAnswerer.WriteAsync(question);
        using var limit = new CancellationTokenSource(patience);
        try
        {
            return await toAsker.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Wrong: with one channel for both directions, the asker takes its own question.</summary>
    public static async Task<string> OneQueueAsync(string question, Channel<string> messages, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await messages.Writer.WriteAsync(question, limit.Token);
        return await messages.Reader.ReadAsync(limit.Token);
    }

    public static async Task Main()
    {
        var (there, back) = (Channel.CreateUnbounded<string>(), Channel.CreateUnbounded<string>());
        Console.WriteLine($"OneQueue: {await OneQueueAsync("Dinner?", there, TimeSpan.FromSeconds(10))}");
        var polling = PollAsync("Kebab tonight?", there, back, pause => Task.Delay(pause / 10));
        var blocking = BlockAsync("Kebab tonight?", there, back, TimeSpan.FromSeconds(10));
        await back.Writer.WriteAsync("No, I have a date.");
        await back.Writer.WriteAsync("No, I have a date.");
        Console.WriteLine($"Poll: {await polling} Block: {await blocking}");
    }
}
