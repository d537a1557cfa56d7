using System.Threading.Channels;

namespace Parallax.Wrong.PipesQueues.QueueBounded;

/// <summary>Chooses <c>DropOldest</c>: the full channel takes every message, and throws another away.</summary>
public static class DropOldest
{
    public sealed record Parameters(string Variant, int Capacity, int TimeoutMs, int Extra);

    public sealed record Taken(int? Size, object Message);

    public sealed record Output(int? Size, string? TimedPut, string? HastyPut, List<Taken> Drained, string? HastyGet);

    private static readonly object[] Messages =
    [
        new List<int> { 1, 2, 3, 4 },
        new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 },
        new List<int> { 1, 2, 3, 4 },
    ];

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var options = new BoundedChannelOptions(state.Capacity) { FullMode = BoundedChannelFullMode.DropOldest };
        var messages = Channel.CreateBounded<object>(options);
        for (var number = 0; number < state.Capacity; number++)
        {
            await messages.Writer.WriteAsync(Messages[number % 3]);
        }

        var (size, timedPut) = (messages.Reader.Count, (string?)null);
        using var timeout = new CancellationTokenSource(state.TimeoutMs);
        try
        {
            await messages.Writer.WriteAsync("one more", timeout.Token);
        }
        catch (OperationCanceledException)
        {
            timedPut = "queue-full";
        }

        var hastyPut = messages.Writer.TryWrite("one more") ? null : "queue-full";
        List<Taken> drained = [];
        for (var left = size; left > 0; left--)
        {
            drained.Add(new Taken(messages.Reader.Count, await messages.Reader.ReadAsync()));
        }

        var hastyGet = messages.Reader.TryRead(out _) ? null : "queue-empty";
        return new Output(size, timedPut, hastyPut, drained, hastyGet);
    }
}
