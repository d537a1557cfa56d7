using System.IO.Pipes;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>The child says when it sends; a parent that waits for an end that cannot come stands still.</summary>
public static class PipeSimplexScene
{
    public sealed record Parameters(string Variant, string Message);

    public sealed record Output(
        IReadOnlyList<string>? Received = null,
        string? WriteOnReadEnd = null,
        string? ReadOnWriteEnd = null,
        string? WriteWithoutReader = null,
        string? Error = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Task<Output> Run(Parameters state, ITrace watch) =>
        state.Variant == "misuse" ? Task.FromResult(Misuse()) : WithChild(state, watch);

    private static async Task<Output> WithChild(Parameters state, ITrace watch)
    {
        List<string> received = [];
        void Hear(string message)
        {
            watch.Event("step", item: "parent has the message");
            received.Add(message);
        }

        if (!watch.Observed)
        {
            await PipeSimplex.ChildAsync(
                [.. ExampleProcess.Command(typeof(PipeSimplex)), state.Message], Hear);
            return new Output(received);
        }

        using var traced = ExampleProcess.TraceChildren(watch);
        var command = Children.Command(typeof(Child), typeof(PipeSimplex), state.Message);
        var before = Waiting.Children();
        var call = Call.Of(() => PipeSimplex.ChildAsync(command, Hear), watch).EndWithChildren(before);
        watch.Event("step", item: "parent has the end");
        return new Output(received, Error: call.Stuck ? "deadlock" : call.Error?.GetType().Name);
    }

    private static Output Misuse()
    {
        using var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using var writer = new AnonymousPipeClientStream(PipeDirection.Out, reader.ClientSafePipeHandle);
        var call = Call.OfBlocking(() => PipeSimplex.Misuse(reader, writer)).End();
        var (written, read, toNobody) = call.Value;
        return new Output(
            null, Kind(written), Kind(read), Kind(toNobody), call.Stuck ? "deadlock" : Kind(call.Error));
    }

    private static string? Kind(Exception? error) => error switch
    {
        NotSupportedException => "wrong-direction",
        IOException => "broken-pipe",
        _ => error?.GetType().Name,
    };

    private static class Child
    {
        public static Task Main(string[] args)
        {
            TraceAddress.TraceFromEnvironment().Event("step", item: "child sends");
            return PipeSimplex.Main(args);
        }
    }
}
