using System.Diagnostics;
using System.IO.Pipes;

namespace Parallax.Examples;

/// <summary>How do two parties talk over one pipe, and when do they wait for each other forever?</summary>
/// <remarks>
/// A named pipe that is <c>InOut</c> has two ends, and each reads and writes: what is written at one end
/// arrives at the other, never at the same one. A blocking <c>ReadLine</c> holds its thread: in a pool of one
/// worker, the asker waits for an answerer that cannot start (starvation, a deadlock). <c>await</c> frees the
/// thread, and then one worker is enough. Python's Pipe goes both ways, too; .NET's anonymous pipes go one
/// way only.
/// </remarks>
public static class PipeDuplex
{
    /// <summary>The child is told the pipe's name, and opens its end by itself.</summary>
    public static async Task ProcessAsync(IReadOnlyList<string> command, string question, Func<string, string> reply)
    {
        var name = Path.GetRandomFileName();
        await using var here = Server(name);
        using var child = Process.Start(new ProcessStartInfo(command[0], [.. command.Skip(1), name, question]))!;
        await here.WaitForConnectionAsync();
        await AnswerAsync(here, reply);
        await child.WaitForExitAsync();
    }

    /// <summary>Both are jobs of a pool; with one worker this is a TimeoutException.</summary>
    public static async Task WorkersAsync(
        TaskFactory pool, TimeSpan patience, string question, Func<string, string> reply, Action<string> hear)
    {
        var name = Path.GetRandomFileName();
        await using var there = Client(name);
        await using var here = Server(name);
        await Task.WhenAll(here.WaitForConnectionAsync(), there.ConnectAsync());
        var asking = pool.StartNew(() =>
        {
            var (reader, writer) = Open(there);
            writer.WriteLine(question);
            hear(reader.ReadLine() ?? throw new EndOfStreamException());
        });
        _ = pool.StartNew(() =>
        {
            var (reader, writer) = Open(here);
            writer.WriteLine(reply(reader.ReadLine()!));
        });
        await asking.WaitAsync(patience); // without a limit it might wait forever
    }

    /// <summary>Both are tasks of a pool, and one worker is enough.</summary>
    public static async Task TasksAsync(
        TaskFactory pool, string question, Func<string, string> reply, Action<string> hear)
    {
        var name = Path.GetRandomFileName();
        await using var there = Client(name);
        await using var here = Server(name);
        await Task.WhenAll(here.WaitForConnectionAsync(), there.ConnectAsync());
        var asking = pool.StartNew(() => AskAsync(there, question, hear)).Unwrap();
        await Task.WhenAll(asking, pool.StartNew(() => AnswerAsync(here, reply)).Unwrap());
    }

    private static async Task AskAsync(Stream end, string question, Action<string> hear)
    {
        var (reader, writer) = Open(end);
        await writer.WriteLineAsync(question);
        hear(await reader.ReadLineAsync() ?? throw new EndOfStreamException());
    }

    private static async Task AnswerAsync(Stream end, Func<string, string> reply)
    {
        var (reader, writer) = Open(end);
        var heard = await reader.ReadLineAsync() ?? throw new EndOfStreamException();
        await writer.WriteLineAsync(reply(heard));
    }

    private static NamedPipeServerStream Server(string name) =>
        new(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);

    private static NamedPipeClientStream Client(string name) =>
        new(".", name, PipeDirection.InOut, PipeOptions.Asynchronous);

    private static (StreamReader Reader, StreamWriter Writer) Open(Stream end) =>
        (new(end), new(end) { AutoFlush = true });

    /// <summary>With arguments, the child: it asks, and prints what it hears. Without, the parent.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var name, var question])
        {
            await using var there = Client(name);
            await there.ConnectAsync();
            await AskAsync(there, question, Console.WriteLine);
            return;
        }

        await ProcessAsync([Environment.ProcessPath!], "a process", Upper);
        await WorkersAsync(new TaskFactory(TaskScheduler.Default), TimeSpan.FromSeconds(0.3), "two workers",
            Upper, Console.WriteLine);
        var one = new TaskFactory(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, 1).ConcurrentScheduler);
        await TasksAsync(one, "two tasks, one worker", Upper, Console.WriteLine);

        static string Upper(string text) => text.ToUpperInvariant();
    }
}
