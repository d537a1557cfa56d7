using System.Diagnostics;
using System.IO.Pipes;

namespace Parallax.Wrong.PipesQueues.PipeStartOrder;

/// <summary>Ignores the answer of <c>WaitForExit</c>, and takes its return for the child's end.</summary>
public static class IgnoresFalse
{
    public sealed record Parameters(string Variant, int Size, int WaitMs);

    public sealed record Output(int Received, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        await using var reader = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        string[] arguments = [reader.GetClientHandleAsString(), $"{state.Size}"];
        using var child = Process.Start(ExampleProcess.StartInfo(typeof(IgnoresFalse), trace, arguments))!;
        await trace.WaitGateAsync("the child sends");
        child.WaitForExit(state.WaitMs);
        reader.DisposeLocalCopyOfClientHandle();
        using var lines = new StreamReader(reader);
        var received = (await lines.ReadToEndAsync()).Length;
        trace.Event("step", item: "parent has the message");
        await child.WaitForExitAsync();
        return new Output(received, null);
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
