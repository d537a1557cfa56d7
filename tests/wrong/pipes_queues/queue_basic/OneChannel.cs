using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Threading.Channels;

namespace Parallax.Wrong.PipesQueues.QueueBasic;

/// <summary>One channel for both directions, as the source material has it: the child takes its own message.</summary>
public static class OneChannel
{
    public sealed record Parameters(string Variant, string Question, string Answer);

    public sealed record Output(string? ParentGot, string? ChildGot);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace) => state.Variant switch
    {
        "process" => await WithProcess(state, trace),
        "thread" => await WithThread(state, trace),
        "task" => await WithTasks(state, trace),
        _ => throw new ArgumentException($"unknown variant {state.Variant}"),
    };

    private static async Task<Output> WithProcess(Parameters state, ITrace trace)
    {
        await using var toParent = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        await using var toChild = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        string[] arguments = [toParent.GetClientHandleAsString(), toChild.GetClientHandleAsString(), state.Question];
        using var child = Process.Start(ExampleProcess.StartInfo(typeof(OneChannel), trace, arguments))!;
        toParent.DisposeLocalCopyOfClientHandle();
        toChild.DisposeLocalCopyOfClientHandle();
        var (reader, writer) = (new StreamReader(toParent), new StreamWriter(toChild) { AutoFlush = true });
        var parentGot = await reader.ReadLineAsync();
        trace.Event("step", item: "parent has the question");
        await writer.WriteLineAsync(state.Answer);
        var childGot = await reader.ReadLineAsync();
        await child.WaitForExitAsync();
        return new Output(parentGot, childGot);
    }

    public static async Task Child(string[] args, ITrace trace)
    {
        await using var toParent = new AnonymousPipeClientStream(PipeDirection.Out, args[0]);
        await using var toChild = new AnonymousPipeClientStream(PipeDirection.In, args[1]);
        var (reader, writer) = (new StreamReader(toChild), new StreamWriter(toParent) { AutoFlush = true });
        trace.Event("step", item: "child asks");
        await writer.WriteLineAsync(args[2]);
        var heard = await reader.ReadLineAsync();
        trace.Event("step", item: "child has the answer");
        await writer.WriteLineAsync(heard);
    }

    private static async Task<Output> WithThread(Parameters state, ITrace trace)
    {
        using var toParent = new BlockingCollection<string>();
        using var toChild = new BlockingCollection<string>();
        var child = Task.Factory.StartNew(() => Ask(toParent, toChild, state.Question, trace), TaskCreationOptions.LongRunning);
        var parentGot = Answer(toParent, toChild, state.Answer, trace);
        await child;
        return new Output(parentGot, toParent.Take());
    }

    private static void Ask(
        BlockingCollection<string> toParent, BlockingCollection<string> toChild, string question, ITrace trace)
    {
        trace.Event("step", item: "child asks");
        toParent.Add(question);
        var heard = toChild.Take();
        trace.Event("step", item: "child has the answer");
        toParent.Add(heard);
    }

    private static string Answer(
        BlockingCollection<string> toParent, BlockingCollection<string> toChild, string words, ITrace trace)
    {
        var heard = toParent.Take();
        trace.Event("step", item: "parent has the question");
        toChild.Add(words);
        return heard;
    }

    private static async Task<Output> WithTasks(Parameters state, ITrace trace)
    {
        var toParent = Channel.CreateUnbounded<string>();
        var toChild = toParent;

        async Task<string> Ask()
        {
            trace.Event("step", item: "child asks");
            await toParent.Writer.WriteAsync(state.Question);
            var heard = await toChild.Reader.ReadAsync();
            trace.Event("step", item: "child has the answer");
            trace.OpenGate("the child has read");
            return heard;
        }

        var child = Ask();
        await trace.WaitGateAsync("the child has read");
        toParent.Reader.TryRead(out var parentGot);
        trace.Event("step", item: "parent has the question");
        await toChild.Writer.WriteAsync(state.Answer);
        return new Output(parentGot, await child);
    }
}
