using System.Diagnostics;
using System.IO.Pipes;

namespace Parallax.Examples;

/// <summary>Why does a program hang that does the right things in the wrong order?</summary>
/// <remarks>
/// A parent that reads before it starts the writer waits forever. So does one that waits for its child's end
/// before it reads, if the child waits for room in a full pipe (64 KB on Linux): a deadlock, a circular wait.
/// A redirected standard output is such a pipe, too. A wait with a limit shows a deadlock: <c>WaitAsync</c>
/// throws, and the blocking <c>WaitForExit</c> returns false. Python is the same.
/// </remarks>
public static class PipeStartOrder
{
    /// <summary>Starts the child, reads, waits for its end; returns the message, and whether it gave up.</summary>
    public static async Task<(string? Message, bool GaveUp)> RightOrderAsync(
        Func<Process> start, TextReader reader, TimeSpan patience)
    {
        using var child = start();
        var message = await reader.ReadLineAsync();
        await child.WaitForExitAsync();
        return (message, false);
    }

    /// <summary>Reads before it starts the child.</summary>
    public static async Task<(string? Message, bool GaveUp)> StartsLateAsync(
        Func<Process> start, TextReader reader, TimeSpan patience)
    {
        var reading = reader.ReadLineAsync();
        var gaveUp = await GaveUpAsync(reading, patience); // without a limit it would wait forever
        using var late = start();
        var message = await reading;
        await late.WaitForExitAsync();
        return (message, gaveUp);
    }

    /// <summary>Waits for the child's end before it reads.</summary>
    public static async Task<(string? Message, bool GaveUp)> JoinsEarlyAsync(
        Func<Process> start, TextReader reader, TimeSpan patience)
    {
        using var unread = start();
        var gaveUp = await GaveUpAsync(unread.WaitForExitAsync(), patience); // as above
        var message = await reader.ReadLineAsync();
        await unread.WaitForExitAsync();
        return (message, gaveUp);
    }

    // Whether so long a wait was too short.
    private static async Task<bool> GaveUpAsync(Task waiting, TimeSpan patience)
    {
        await waiting.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !waiting.IsCompleted;
    }

    /// <summary>With an argument, the child: it says more than a pipe's buffer holds. Without, the parent.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var end])
        {
            await using var writer = new StreamWriter(new AnonymousPipeClientStream(PipeDirection.Out, end));
            await writer.WriteLineAsync(new string('x', 200_000));
            return;
        }

        foreach (var order in new[] { RightOrderAsync, StartsLateAsync, JoinsEarlyAsync })
        {
            await using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
            using var reader = new StreamReader(pipe);
            var child = new ProcessStartInfo(Environment.ProcessPath!, [pipe.GetClientHandleAsString()]);
            var (_, gaveUp) = await order(() => Process.Start(child)!, reader, TimeSpan.FromSeconds(0.3));
            Console.WriteLine($"{order.Method.Name} gave up: {gaveUp}");
        }
    }
}
