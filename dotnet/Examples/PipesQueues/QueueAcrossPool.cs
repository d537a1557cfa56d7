using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace Parallax.Examples;

/// <summary>How do the workers of a pool get a queue, and why does a global one sometimes hang forever?</summary>
/// <remarks>
/// The workers of the ThreadPool are threads of one process, and share its memory: a task uses the Channel
/// that its lambda captures, a closure. A static field is one for all threads of a process, and another one
/// in the next process: .NET has no fork that copies the parent, so a child that waits at its own static
/// queue waits forever. Python's pool of processes pickles its arguments, and refuses a queue.
/// </remarks>
public static class QueueAcrossPool
{
    // One in each process that loads this class.
    private static readonly BlockingCollection<string> AtTheTop = [];

    /// <summary>Two jobs of the pool use the channels that they capture.</summary>
    public static async Task ArgumentAsync(string question, Func<string, string> reply, Action<string> hear)
    {
        var toAnswerer = Channel.CreateUnbounded<string>();
        var toAsker = Channel.CreateUnbounded<string>();
        var asker = Task.Run(async () =>
        {
            await toAnswerer.Writer.WriteAsync(question);
            hear(await toAsker.Reader.ReadAsync());
        });
        var answerer = Task.Run(async () =>
        {
            var heard = await toAnswerer.Reader.ReadAsync();
            await toAsker.Writer.WriteAsync(reply(heard));
        });
        await Task.WhenAll(asker, answerer);
    }

    /// <summary>The parent puts a message into its static queue: what does a worker find?</summary>
    /// <param name="command">Starts a process that looks; without it, a thread of the pool looks.</param>
    public static async Task<string?> GlobalQueueAsync(
        IReadOnlyList<string>? command, string message, TimeSpan patience)
    {
        AtTheTop.Add(message);
        var found = command is null ? await Task.Run(() => Take(patience)) : await ChildTakesAsync(command, patience);
        if (found is null)
        {
            AtTheTop.Take(); // it is still here
        }

        return found;
    }

    // Looks into the static queue of its own process.
    private static string? Take(TimeSpan patience)
    {
        AtTheTop.TryTake(out var found, patience); // without a limit it would wait forever
        return found;
    }

    private static async Task<string?> ChildTakesAsync(IReadOnlyList<string> command, TimeSpan patience)
    {
        string[] arguments = [.. command.Skip(1), $"{patience.TotalMilliseconds}"];
        using var child = Process.Start(new ProcessStartInfo(command[0], arguments) { RedirectStandardOutput = true })!;
        var found = await child.StandardOutput.ReadLineAsync();
        await child.WaitForExitAsync();
        return found;
    }

    /// <summary>With an argument, the child: it prints what it finds. Without, the parent.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var limit])
        {
            Console.Write(Take(TimeSpan.FromMilliseconds(int.Parse(limit))));
            return;
        }

        await ArgumentAsync("by a closure", question => question.ToUpperInvariant(), Console.WriteLine);
        var patience = TimeSpan.FromSeconds(0.3);
        Console.WriteLine($"thread: {await GlobalQueueAsync(null, "hello", patience)}");
        Console.WriteLine($"process: {await GlobalQueueAsync([Environment.ProcessPath!], "hello", patience)}");
    }
}
