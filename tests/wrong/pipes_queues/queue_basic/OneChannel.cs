using System.Threading.Channels;

namespace Parallax.Wrong.PipesQueues.QueueBasic;

/// <summary>One channel for both directions, as the source material has it: the child takes its own message.</summary>
public static class OneChannel
{
    public sealed record Parameters(string Variant, string Question, string Answer);

    public sealed record Output(string? ParentGot, string? ChildGot);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var messages = Channel.CreateUnbounded<string>();

        async Task<string> Ask()
        {
            trace.Event("step", item: "child asks");
            await messages.Writer.WriteAsync(state.Question);
            var heard = await messages.Reader.ReadAsync();
            trace.Event("step", item: "child has the answer");
            trace.OpenGate("the child has read");
            return heard;
        }

        var child = Ask();
        await trace.WaitGateAsync("the child has read");
        messages.Reader.TryRead(out var parentGot);
        await messages.Writer.WriteAsync(state.Answer);
        return new Output(parentGot, await child);
    }
}
