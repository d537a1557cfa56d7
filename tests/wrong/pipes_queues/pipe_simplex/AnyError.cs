using System.Diagnostics;
using System.IO.Pipes;

namespace Parallax.Wrong.PipesQueues.PipeSimplex;

/// <summary>Catches every exception, and takes each for a broken pipe.</summary>
public static class AnyError
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
        using var child = Process.Start(ExampleProcess.StartInfo(typeof(AnyError), trace, arguments))!;
        var received = await lines.ReadLineAsync();
        trace.Event("step", item: "parent has the message");
        await child.WaitForExitAsync();
        var next = lines.ReadLineAsync();
        await Task.WhenAny(next, Task.Delay(state.WaitMs));
        var ended = next.IsCompleted;
        trace.Event("step", item: ended ? "the end" : "no end yet");
        reader.DisposeLocalCopyOfClientHandle();
        var afterClose = await next;
        if (afterClose is null)
        {
            afterClose = "end-of-stream";
            trace.Event("step", item: "the end");
        }

        return new Output(received, ended, afterClose);
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
        catch (Exception)
        {
            writeOnReadEnd = "broken-pipe";
        }

        try
        {
            writer.ReadByte();
        }
        catch (Exception)
        {
            readOnWriteEnd = "broken-pipe";
        }

        reader.Dispose();
        try
        {
            writer.Write("to nobody"u8);
        }
        catch (Exception)
        {
            writeWithoutReader = "broken-pipe";
        }

        return new Output(WriteOnReadEnd: writeOnReadEnd, ReadOnWriteEnd: readOnWriteEnd, WriteWithoutReader: writeWithoutReader);
    }
}
