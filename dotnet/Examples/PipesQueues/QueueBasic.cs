using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Threading.Channels;

namespace Parallax.Examples.PipesQueues;

/// <summary>Two parties talk over queues: two processes, two threads, two tasks.</summary>
/// <remarks>
/// <para>
/// Taking waits until something is there; a queue without a limit always has room. <c>BlockingCollection</c> is
/// for threads, and the older one. A <c>Channel</c> is for tasks, and today's choice: its <c>ReadAsync</c> gives
/// the thread away while it waits. Both belong to one process, and hand over the object itself. Between processes
/// .NET has no queue: there a pipe carries texts, here one a line. The pipe's buffer is the queue.
/// </para>
/// <para>
/// Each direction has a queue. The source material has one for both: there the child, which puts and then takes,
/// may take its own message.
/// </para>
/// </remarks>
public static class QueueBasic
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

    // A pipe's end goes over to the new process as an inherited handle; the child is told its number.
    private static async Task<Output> WithProcess(Parameters state, ITrace trace)
    {
        // [step: two queues]
        await using var toParent = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        await using var toChild = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        // [step: start the child]
        string[] arguments = [toParent.GetClientHandleAsString(), toChild.GetClientHandleAsString(), state.Question];
        using var child = Process.Start(ExampleProcess.StartInfo(typeof(QueueBasic), trace, arguments))!;
        toParent.DisposeLocalCopyOfClientHandle();
        toChild.DisposeLocalCopyOfClientHandle();
        var (reader, writer) = (new StreamReader(toParent), new StreamWriter(toChild) { AutoFlush = true });
        var parentGot = await reader.ReadLineAsync();
        trace.Event("step", item: "parent has the question");
        await writer.WriteLineAsync(state.Answer);
        // What the child heard, it tells last.
        var childGot = await reader.ReadLineAsync();
        // [step: wait for the child]
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
        // [step: two queues]
        using var toParent = new BlockingCollection<string>();
        using var toChild = new BlockingCollection<string>();
        // [step: start the child]
        var child = Task.Factory.StartNew(() => Ask(toParent, toChild, state.Question, trace), TaskCreationOptions.LongRunning);
        var parentGot = Answer(toParent, toChild, state.Answer, trace);
        // [step: wait for the child]
        await child;
        return new Output(parentGot, toParent.Take());
    }

    // [step: the child asks]
    private static void Ask(
        BlockingCollection<string> toParent, BlockingCollection<string> toChild, string question, ITrace trace)
    {
        trace.Event("step", item: "child asks");
        toParent.Add(question);
        var heard = toChild.Take();
        trace.Event("step", item: "child has the answer");
        toParent.Add(heard);
    }

    // [step: the parent answers]
    private static string Answer(
        BlockingCollection<string> toParent, BlockingCollection<string> toChild, string words, ITrace trace)
    {
        var heard = toParent.Take();
        trace.Event("step", item: "parent has the question");
        toChild.Add(words);
        return heard;
    }

    // The same words with await: a task that waits gives way to the others.
    private static async Task<Output> WithTasks(Parameters state, ITrace trace)
    {
        // [step: two queues]
        var (toParent, toChild) = (Channel.CreateUnbounded<string>(), Channel.CreateUnbounded<string>());

        async Task<string> Ask()
        {
            trace.Event("step", item: "child asks");
            await toParent.Writer.WriteAsync(state.Question);
            var heard = await toChild.Reader.ReadAsync();
            trace.Event("step", item: "child has the answer");
            return heard;
        }

        // [step: start the child]
        var child = Ask();
        var parentGot = await toParent.Reader.ReadAsync();
        trace.Event("step", item: "parent has the question");
        await toChild.Writer.WriteAsync(state.Answer);
        // [step: wait for the child]
        return new Output(parentGot, await child);
    }
}
