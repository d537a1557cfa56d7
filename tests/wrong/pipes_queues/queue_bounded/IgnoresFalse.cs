using System.Threading.Channels;

namespace Parallax.Wrong.PipesQueues.QueueBounded;

/// <summary>Writes with <c>TryWrite</c> and does not look at its answer: what finds no room is lost.</summary>
public static class IgnoresFalse
{
    public sealed record Parameters(string Variant, int Capacity, int TimeoutMs, int Extra);

    public sealed record Taken(int? Size, object Message);

    public sealed record Output(int? Size, string? TimedPut, string? HastyPut, List<Taken> Drained, string? HastyGet);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var (capacity, count) = (state.Capacity, state.Capacity + state.Extra);
        var messages = Channel.CreateBounded<int>(capacity);
        for (var number = 0; number < count; number++)
        {
            if (number == capacity)
            {
                trace.OpenGate("the queue is full");
            }

            messages.Writer.TryWrite(number);
            trace.Event("put", item: number);
        }

        messages.Writer.Complete();
        await trace.WaitGateAsync("the queue is full");
        List<Taken> drained = [];
        trace.Event("take");
        await foreach (var message in messages.Reader.ReadAllAsync())
        {
            trace.Event("take");
            drained.Add(new Taken(null, message));
        }

        return new Output(null, null, null, drained, null);
    }
}
