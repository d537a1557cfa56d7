using System.Diagnostics;
using System.IO.Pipes;

namespace Parallax.Examples;

/// <summary>How does a child send messages to its parent, and how does the parent see their end?</summary>
/// <remarks>
/// An AnonymousPipeServerStream is one end of a pipe; the child inherits the other. The reader meets the end
/// of the stream, a null, when every copy of the writing end is closed. The parent has a copy too: without
/// <c>DisposeLocalCopyOfClientHandle</c> its own reading waits forever. A writer without a reader gets an
/// IOException, a broken pipe. Python's Pipe has the same rules.
/// </remarks>
public static class PipeSimplex
{
    /// <summary>Hears a child until the end of the stream.</summary>
    public static async Task ChildAsync(IReadOnlyList<string> command, Action<string> hear)
    {
        await using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        string[] arguments = [.. command.Skip(1), pipe.GetClientHandleAsString()];
        using var process = Process.Start(new ProcessStartInfo(command[0], arguments))!;
        pipe.DisposeLocalCopyOfClientHandle(); // the child has its own by now
        using var reader = new StreamReader(pipe);
        while (await reader.ReadLineAsync() is { } message)
        {
            hear(message);
        }

        await process.WaitForExitAsync(); // nothing more will come
    }

    /// <summary>Write to the reading end, read from the writing end, and write without a reader.</summary>
    public static (Exception? Written, Exception? Read, Exception? ToNobody) Misuse(
        PipeStream reader, PipeStream writer)
    {
        var written = ErrorOf(() => reader.WriteByte(1));
        var read = ErrorOf(() => writer.ReadByte());
        reader.Dispose();
        return (written, read, ErrorOf(() => writer.WriteByte(1)));
    }

    // What the action throws, or null: here an exception is what is asked for.
    private static Exception? ErrorOf(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception error) when (error is NotSupportedException or IOException)
        {
            return error;
        }
    }

    /// <summary>With an argument, the child: it tells something. Without, the parent.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [.. var message, var end])
        {
            await using var tell = new StreamWriter(new AnonymousPipeClientStream(PipeDirection.Out, end));
            await tell.WriteLineAsync(message.FirstOrDefault() ?? $"{Environment.Version}");
            return;
        }

        await ChildAsync([Environment.ProcessPath!], Console.WriteLine);
        var reader = new AnonymousPipeServerStream(PipeDirection.In);
        await using var writer = new AnonymousPipeClientStream(PipeDirection.Out, reader.ClientSafePipeHandle);
        var (written, read, toNobody) = Misuse(reader, writer);
        Console.WriteLine($"{written?.Message}\n{read?.Message}\n{toNobody?.Message}");
    }
}
