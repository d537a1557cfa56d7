using System.IO.Pipes;

namespace Parallax.Wrong.PipesQueues.PipeDuplex;

/// <summary>Forgets <c>AutoFlush</c>: the question stays in the writer's buffer, and both wait.</summary>
public static class NotFlushed
{
    public sealed record Parameters(string Variant, string Question, string Answer);

    public sealed record Output(string? ParentGot, string? ChildGot, bool HeardItself, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var name = Path.GetRandomFileName();
        await using var here = new NamedPipeServerStream(
            name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        await using var there = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous);
        await Task.WhenAll(here.WaitForConnectionAsync(), there.ConnectAsync());
        // So that this program ends at all.
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var child = Ask(there, state.Question, trace, patience.Token);
        var parentGot = await AnswerIt(here, state.Answer, trace, patience.Token);
        var childGot = await child;
        return new Output(parentGot, childGot, childGot == state.Question, childGot is null ? "deadlock" : null);
    }

    private static async Task<string?> Ask(Stream end, string question, ITrace trace, CancellationToken patience)
    {
        trace.Event("step", item: "child asks");
        var writer = new StreamWriter(end);
        await writer.WriteLineAsync(question);
        return await Heard(end, trace, "child has the answer", patience);
    }

    private static async Task<string?> AnswerIt(Stream end, string words, ITrace trace, CancellationToken patience)
    {
        var heard = await Heard(end, trace, "parent has the question", patience);
        var writer = new StreamWriter(end);
        await writer.WriteLineAsync(words);
        return heard;
    }

    private static async Task<string?> Heard(Stream end, ITrace trace, string step, CancellationToken patience)
    {
        try
        {
            var heard = await new StreamReader(end).ReadLineAsync(patience);
            trace.Event("step", item: step);
            return heard;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
