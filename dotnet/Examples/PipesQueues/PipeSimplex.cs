using System.Diagnostics;
using System.IO.Pipes;

namespace Parallax.Examples.PipesQueues;

/// <summary>A child tells its parent something over a pipe that goes one way.</summary>
/// <remarks>
/// An anonymous pipe has an end that reads and an end that writes; used the wrong way round, either throws
/// <c>NotSupportedException</c>. The child inherits its end, and is told its number. The end of the stream comes
/// when the last copy of the writing end is closed. The parent has a copy too, and while that is open, its own
/// read waits for ever: hence <c>DisposeLocalCopyOfClientHandle</c>, which one calls as soon as the child runs,
/// and which this text calls late, to show what it is for. The other way round, whoever writes when nobody can
/// read any more gets an <c>IOException</c>: a broken pipe.
/// </remarks>
public static class PipeSimplex
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
        // [step: open the pipe]
        await using var reader = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        using var lines = new StreamReader(reader);
        // [step: start the child]
        string[] arguments = [reader.GetClientHandleAsString(), state.Message];
        using var child = Process.Start(ExampleProcess.StartInfo(typeof(PipeSimplex), trace, arguments))!;
        // [step: receive]
        var received = await lines.ReadLineAsync();
        trace.Event("step", item: "parent has the message");
        await child.WaitForExitAsync();
        // [step: wait for the end of the stream]
        // The child has ended, and its copy of the writing end with it. null would tell of the end.
        var next = lines.ReadLineAsync();
        await Task.WhenAny(next, Task.Delay(state.WaitMs));
        var ended = next.IsCompleted;
        trace.Event("step", item: ended ? "the end" : "no end yet");
        // [step: close our copy]
        reader.DisposeLocalCopyOfClientHandle();
        var afterClose = await next;
        if (afterClose is null)
        {
            afterClose = "end-of-stream";
            trace.Event("step", item: "the end");
        }

        return new Output(received, ended, afterClose);
    }

    // [step: the child]
    public static void Child(string[] args, ITrace trace)
    {
        using var pipe = new AnonymousPipeClientStream(PipeDirection.Out, args[0]);
        using var writer = new StreamWriter(pipe);
        trace.Event("step", item: "child sends");
        writer.WriteLine(args[1]);
    }

    // [step: misuse]
    private static Output Misuse()
    {
        var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using var writer = new AnonymousPipeClientStream(PipeDirection.Out, reader.ClientSafePipeHandle);
        string? writeOnReadEnd = null, readOnWriteEnd = null, writeWithoutReader = null;
        try
        {
            reader.Write("the wrong way"u8);
        }
        catch (NotSupportedException) // "Stream does not support writing."
        {
            writeOnReadEnd = "wrong-direction";
        }

        try
        {
            writer.ReadByte();
        }
        catch (NotSupportedException) // "Stream does not support reading."
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
