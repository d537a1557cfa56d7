using System.Diagnostics;
using System.IO.Pipes;

namespace Parallax.Examples.PipesQueues;

/// <summary>Reads from a pipe before the writer is started, and waits for a writer that cannot end before it is read.</summary>
/// <remarks>
/// Reading waits until something is there. Whoever reads first and starts the writer afterwards never gets to the
/// second step. Writing waits as well, when a pipe's buffer is full (64 KB on Linux). So a parent must not wait
/// for its child's end before it has taken what the child has to say; with a child's redirected standard output it
/// is the same. Both are deadlocks: each waits for the other. Here the waits are bounded, and then the right step
/// is made after all. The right order is to start, to read, and to wait for the end.
/// </remarks>
public static class PipeStartOrder
{
    public sealed record Parameters(string Variant, int Size, int WaitMs);

    public sealed record Output(int Received, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        // [step: open the pipe]
        await using var reader = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        string[] arguments = [reader.GetClientHandleAsString(), $"{state.Size}"];
        using var child = new Process { StartInfo = ExampleProcess.StartInfo(typeof(PipeStartOrder), trace, arguments) };
        string? error = null;
        Task<int>? reading = null;
        switch (state.Variant)
        {
            case "right-order":
                // [step: start the child]
                child.Start();
                break;
            case "starts-late":
                // [step: read before there is a writer]
                trace.Event("step", item: "parent waits");
                reading = Task.Run(() => ReadAll(reader));
                await Task.WhenAny(reading, Task.Delay(state.WaitMs)); // awaiting it alone would take for ever
                if (!reading.IsCompleted)
                {
                    error = "deadlock";
                    trace.Event("step", item: "parent gives up");
                }

                child.Start();
                break;
            case "joins-early":
                // [step: wait for a child that waits for us]
                child.Start();
                await trace.WaitGateAsync("the child sends");
                if (!child.WaitForExit(state.WaitMs))
                {
                    error = "deadlock";
                    trace.Event("step", item: "parent gives up");
                }

                break;
            default:
                throw new ArgumentException($"unknown variant {state.Variant}");
        }

        // [step: read]
        reader.DisposeLocalCopyOfClientHandle(); // the child has its own; with ours open, the end would not come
        var received = await (reading ?? Task.Run(() => ReadAll(reader)));
        trace.Event("step", item: "parent has the message");
        // [step: wait for the child]
        await child.WaitForExitAsync();
        return new Output(received, error);
    }

    private static int ReadAll(Stream reader)
    {
        using var lines = new StreamReader(reader, leaveOpen: true);
        return lines.ReadToEnd().Length;
    }

    // [step: the child]
    public static void Child(string[] args, ITrace trace)
    {
        using var pipe = new AnonymousPipeClientStream(PipeDirection.Out, args[0]);
        using var writer = new StreamWriter(pipe);
        trace.Event("step", item: "child sends");
        trace.OpenGate("the child sends");
        writer.Write(new string('x', int.Parse(args[1])));
    }
}
