using System.Diagnostics;
using System.IO.Pipes;

namespace Parallax.Wrong.PipesQueues.PipeSimplex;

/// <summary>Forgets <c>DisposeLocalCopyOfClientHandle</c>: the end of the stream does not come.</summary>
public static class NeverClosed
{
    public sealed record Parameters(string Variant, string Message, int WaitMs);

    public sealed record Output(
        string? Received = null,
        bool? EndsWithCopyOpen = null,
        string? AfterClose = null,
        string? WriteOnReadEnd = null,
        string? ReadOnWriteEnd = null,
        string? WriteWithoutReader = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace) =>
        state.Variant == "child" ? await WithChild(state, trace) : Misuse();

    private static async Task<Output> WithChild(Parameters state, ITrace trace)
    {
        await using var reader = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        using var lines = new StreamReader(reader);
        string[] arguments = [reader.GetClientHandleAsString(), state.Message];
        using var child = Process.Start(ExampleProcess.StartInfo(typeof(NeverClosed), trace, arguments))!;
        var received = await lines.ReadLineAsync();
        trace.Event("step", item: "parent has the message");
        await child.WaitForExitAsync();
        var next = lines.ReadLineAsync();
        await Task.WhenAny(next, Task.Delay(state.WaitMs));
        var ended = next.IsCompleted;
        trace.Event("step", item: ended ? "the end" : "no end yet");
        await Task.WhenAny(next, Task.Delay(state.WaitMs));
        var output = new Output(received, ended, next.IsCompleted ? "end-of-stream" : null);
        reader.DisposeLocalCopyOfClientHandle();
        await next;
        return output;
    }

    public static void Child(string[] args, ITrace trace)
    {
        using var pipe = new AnonymousPipeClientStream(PipeDirection.Out, args[0]);
        using var writer = new StreamWriter(pipe);
        trace.Event("step", item: "child sends");
        writer.WriteLine(args[1]);
    }

    private static Output Misuse()
    {
        var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using var writer = new AnonymousPipeClientStream(PipeDirection.Out, reader.ClientSafePipeHandle);
        string? writeOnReadEnd = null, readOnWriteEnd = null, writeWithoutReader = null;
        try
        {
            reader.Write("the wrong way"u8);
        }
        catch (NotSupportedException)
        {
            writeOnReadEnd = "wrong-direction";
        }

        try
        {
            writer.ReadByte();
        }
        catch (NotSupportedException)
        {
            readOnWriteEnd = "wrong-direction";
        }

        reader.Dispose();
        try
        {
            writer.Write("to nobody"u8);
        }
        catch (IOException)
        {
            writeWithoutReader = "broken-pipe";
        }

        return new Output(WriteOnReadEnd: writeOnReadEnd, ReadOnWriteEnd: readOnWriteEnd, WriteWithoutReader: writeWithoutReader);
    }
}
