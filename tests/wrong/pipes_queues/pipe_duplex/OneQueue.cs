using System.Threading.Channels;

namespace Parallax.Wrong.PipesQueues.PipeDuplex;

/// <summary>Uses one channel for both directions: the child takes its own question for the answer.</summary>
public static class OneQueue
{
    public sealed record Parameters(string Variant, string Question, string Answer);

    public sealed record Output(string? ParentGot, string? ChildGot, bool HeardItself, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var messages = Channel.CreateUnbounded<string>();
        var child = Task.Run(() => Ask(messages, state.Question, trace));
        var parent = Task.Run(() => AnswerIt(messages, state.Answer, trace));
        var (childGot, parentGot) = (await child, await parent);
        return new Output(parentGot, childGot, childGot == state.Question, childGot is null ? "deadlock" : null);
    }

    private static async Task<string> Ask(Channel<string> messages, string question, ITrace trace)
    {
        trace.Event("step", item: "child asks");
        await messages.Writer.WriteAsync(question);
        var heard = await messages.Reader.ReadAsync();
        trace.Event("step", item: "child has the answer");
        trace.OpenGate("the child has read");
        return heard;
    }

    private static async Task<string?> AnswerIt(Channel<string> messages, string words, ITrace trace)
    {
        await trace.WaitGateAsync("the child has read");
        messages.Reader.TryRead(out var heard);
        trace.Event("step", item: "parent has the question");
        await messages.Writer.WriteAsync(words);
        return heard;
    }
}
