using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Threading.Channels;

namespace Parallax.Examples;

/// <summary>Which queue is for processes, which for threads, which for tasks?</summary>
/// <remarks>
/// <c>BlockingCollection</c> is for threads: <c>Take</c> blocks. <c>Channel</c> is for tasks:
/// <c>ReadAsync</c> frees the thread while it waits. Both hand over the object itself, within one process.
/// .NET has no queue between processes: here a pipe carries one message a line. Python has
/// <c>multiprocessing.Queue</c>, which pickles. Each direction needs a queue of its own.
/// </remarks>
public static class QueueBasic
{
    /// <summary>The child process inherits the ends of two pipes, and is told their numbers.</summary>
    public static async Task WithProcessAsync(
        IReadOnlyList<string> command, string question, Func<string, string> reply)
    {
        await using var toParent = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        await using var toChild = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        string[] ends = [toParent.GetClientHandleAsString(), toChild.GetClientHandleAsString()];
        using var child = Process.Start(new ProcessStartInfo(command[0], [.. command.Skip(1), .. ends, question]))!;
        toParent.DisposeLocalCopyOfClientHandle();
        toChild.DisposeLocalCopyOfClientHandle();
        using var reader = new StreamReader(toParent);
        await using var writer = new StreamWriter(toChild) { AutoFlush = true };
        await writer.WriteLineAsync(reply((await reader.ReadLineAsync())!));
        await child.WaitForExitAsync();
    }

    /// <summary>Threads hand over the object itself; <c>Take</c> blocks the thread.</summary>
    public static void WithThread(string question, Func<string, string> reply, Action<string> hear)
    {
        using var toParent = new BlockingCollection<string>();
        using var toChild = new BlockingCollection<string>();
        var thread = new Thread(() =>
        {
            toParent.Add(question);
            hear(toChild.Take());
        });
        thread.Start();
        toChild.Add(reply(toParent.Take()));
        thread.Join();
    }

    /// <summary><c>await</c> lets other tasks run while one waits.</summary>
    public static async Task WithTasksAsync(string question, Func<string, string> reply, Action<string> hear)
    {
        var toParent = Channel.CreateUnbounded<string>();
        var toChild = Channel.CreateUnbounded<string>();

        async Task AskAndHearAsync()
        {
            await toParent.Writer.WriteAsync(question);
            hear(await toChild.Reader.ReadAsync());
        }

        var task = AskAndHearAsync();
        await toChild.Writer.WriteAsync(reply(await toParent.Reader.ReadAsync()));
        await task;
    }

    /// <summary>With arguments, the child process: it asks, and prints what it hears. Without, the parent.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var toParent, var toChild, var question])
        {
            var parent = new AnonymousPipeClientStream(PipeDirection.Out, toParent);
            await using var asks = new StreamWriter(parent) { AutoFlush = true };
            using var hears = new StreamReader(new AnonymousPipeClientStream(PipeDirection.In, toChild));
            await asks.WriteLineAsync(question);
            Console.WriteLine(await hears.ReadLineAsync());
            return;
        }

        await WithProcessAsync([Environment.ProcessPath!], "hello from the process", Upper);
        WithThread("hello from the thread", Upper, Console.WriteLine);
        await WithTasksAsync("hello from the task", Upper, Console.WriteLine);

        static string Upper(string text) => text.ToUpperInvariant();
    }
}
