using System.Diagnostics;
using System.IO.Pipes;

namespace Parallax.Examples.PipesQueues;

/// <summary>A parent and its child talk over one pipe, whose two ends both send and receive.</summary>
/// <remarks>
/// <para>
/// A named pipe that is <c>InOut</c> connects two ends: what goes in at one comes out at the other, and
/// never at the same one. So a child that sends and then receives does not hear itself. (With one queue
/// for both directions it may: then two queues are needed.) A pipe carries bytes; here each line is a
/// message. An anonymous pipe would go one way only.
/// </para>
/// <para>
/// Two tasks can talk over a pipe as well, and need no more than one worker between them: <c>await</c> gives
/// the worker back while a task waits. Older code blocked in <c>ReadLine</c>; with a pool of one worker it
/// would wait for ever, as a Python pool's worker does.
/// </para>
/// </remarks>
public static class PipeDuplex
{
    public sealed record Parameters(string Variant, string Question, string Answer);

    public sealed record Output(string? ParentGot, string? ChildGot, bool HeardItself, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        // [step: open the pipe]
        var name = Path.GetRandomFileName();
        await using var here = new NamedPipeServerStream(
            name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        var (parentGot, childGot) = state.Variant switch
        {
            "process" => await WithProcess(here, name, state, trace),
            "two-workers" => await WithWorkers(2, here, name, state, trace),
            "one-worker" => await WithWorkers(1, here, name, state, trace),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        };
        // An unheard child could not be answered; with await that does not happen.
        return new Output(parentGot, childGot, childGot == state.Question, childGot is null ? "deadlock" : null);
    }

    // The child is told the pipe's name, and opens its end by itself.
    private static async Task<(string?, string?)> WithProcess(
        NamedPipeServerStream here, string name, Parameters state, ITrace trace)
    {
        // [step: start the child]
        using var child = Process.Start(ExampleProcess.StartInfo(typeof(PipeDuplex), trace, name, state.Question))!;
        await here.WaitForConnectionAsync();
        var heard = await AnswerIt(here, state.Answer, trace);
        // [step: wait for the child]
        await child.WaitForExitAsync();
        return heard;
    }

    // What the child process runs: it connects, and then talks as a task would.
    public static async Task Child(string[] args, ITrace trace)
    {
        await using var there = new NamedPipeClientStream(".", args[0], PipeDirection.InOut, PipeOptions.Asynchronous);
        await there.ConnectAsync();
        await Ask(there, args[1], trace);
    }

    // Both parties are tasks of one scheduler. The child's comes first, and is the first to get a worker.
    private static async Task<(string?, string?)> WithWorkers(
        int workers, NamedPipeServerStream here, string name, Parameters state, ITrace trace)
    {
        await using var there = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous);
        await Task.WhenAll(here.WaitForConnectionAsync(), there.ConnectAsync());
        var limited = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, workers).ConcurrentScheduler;
        var pool = new TaskFactory(limited);
        // [step: give both jobs to the pool]
        var child = pool.StartNew(() => Ask(there, state.Question, trace)).Unwrap();
        var parent = pool.StartNew(() => AnswerIt(here, state.Answer, trace)).Unwrap();
        // [step: wait for both]
        await child;
        return await parent;
    }

    // [step: the child asks]
    private static async Task Ask(Stream end, string question, ITrace trace)
    {
        var (reader, writer) = (new StreamReader(end), new StreamWriter(end) { AutoFlush = true });
        trace.Event("step", item: "child asks");
        await writer.WriteLineAsync(question);
        // Here the worker goes to somebody else, until a line is there.
        var heard = await reader.ReadLineAsync();
        trace.Event("step", item: heard is null ? "child gives up" : "child has the answer");
        await writer.WriteLineAsync(heard); // so that the parent knows what was heard
    }

    // [step: the parent answers]
    // To wait is right here: the child speaks first.
    private static async Task<(string?, string?)> AnswerIt(Stream end, string words, ITrace trace)
    {
        var (reader, writer) = (new StreamReader(end), new StreamWriter(end) { AutoFlush = true });
        var heard = await reader.ReadLineAsync();
        trace.Event("step", item: "parent has the question");
        await writer.WriteLineAsync(words);
        return (heard, await reader.ReadLineAsync());
    }
}
