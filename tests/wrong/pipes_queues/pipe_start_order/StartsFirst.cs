using System.Diagnostics;
using System.IO.Pipes;

namespace Parallax.Wrong.PipesQueues.PipeStartOrder;

/// <summary>Starts the child where it is to be late: nothing hangs, and nothing is shown.</summary>
public static class StartsFirst
{
    public sealed record Parameters(string Variant, int Size, int WaitMs);

    public sealed record Output(int Received, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        await using var reader = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        string[] arguments = [reader.GetClientHandleAsString(), $"{state.Size}"];
        using var child = new Process { StartInfo = ExampleProcess.StartInfo(typeof(StartsFirst), trace, arguments) };
        string? error = null;
        Task<int>? reading = null;
        switch (state.Variant)
        {
            case "right-order":
                child.Start();
                break;
            case "starts-late":
                trace.Event("step", item: "parent waits");
                child.Start();
                reading = Task.Run(() => ReadAll(reader));
                break;
            case "joins-early":
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

        reader.DisposeLocalCopyOfClientHandle();
        var received = await (reading ?? Task.Run(() => ReadAll(reader)));
        trace.Event("step", item: "parent has the message");
        await child.WaitForExitAsync();
        return new Output(received, error);
    }

    private static int ReadAll(Stream reader)
    {
        using var lines = new StreamReader(reader, leaveOpen: true);
        return lines.ReadToEnd().Length;
    }

    public static void Child(string[] args, ITrace trace)
    {
        using var pipe = new AnonymousPipeClientStream(PipeDirection.Out, args[0]);
        using var writer = new StreamWriter(pipe);
        trace.Event("step", item: "child sends");
        trace.OpenGate("the child sends");
        writer.Write(new string('x', int.Parse(args[1])));
    }
}
