using System.Threading.Channels;

namespace Parallax.Wrong.PipesQueues.QueueAcrossPool;

/// <summary>One channel for both directions, as the source material has it: the asker takes his own question.</summary>
public static class OneChannel
{
    public sealed record Parameters(string Variant, string Question, string Answer);

    public sealed record Output(
        IReadOnlyList<string?>? Talk = null,
        IReadOnlyList<string>? Errors = null,
        IReadOnlyDictionary<string, bool>? WaitsForEver = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var messages = Channel.CreateUnbounded<string>();
        var asker = Task.Run(() => Ask(messages, state.Question, trace));
        var answerer = Task.Run(() => Answer(messages, state.Answer, trace));
        return new Output(Talk: await Task.WhenAll(asker, answerer), Errors: []);
    }

    private static async Task<string?> Ask(Channel<string> messages, string question, ITrace trace)
    {
        trace.Event("step", item: "asks");
        await messages.Writer.WriteAsync(question);
        var heard = await messages.Reader.ReadAsync();
        trace.OpenGate("the asker has read");
        return heard;
    }

    private static async Task<string?> Answer(Channel<string> messages, string words, ITrace trace)
    {
        await trace.WaitGateAsync("the asker has read");
        messages.Reader.TryRead(out var question);
        trace.Event("step", item: "gives up");
        await messages.Writer.WriteAsync(words);
        return question;
    }
}
