using System.IO.Pipes;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// The first child is silent until the program stands still: all that it could hear of the others it has heard.
/// </summary>
/// <remarks>
/// Then it speaks, and closes its pipe when the program stands still again: one that returns before missed the end.
/// </remarks>
public static class PipeMultiplexScene
{
    public sealed record Parameters(string Variant, int Sources, int Messages);

    public sealed record Child(AnonymousPipeServerStream Pipe, StreamReader Reader, StreamWriter Writer);

    public sealed record Output(
        IReadOnlyList<IReadOnlyList<string>> Received, int Ended, bool? Slept = null, string? Error = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters asked, ITrace watch)
    {
        var children = Enumerable.Range(0, asked.Sources).Select(_ => Pipe()).ToList();
        try
        {
            return await Play(asked, children, watch);
        }
        finally
        {
            children.ForEach(child => child.Writer.Dispose());
            children.ForEach(child => child.Pipe.Dispose());
        }
    }

    private static async Task<Output> Play(Parameters asked, List<Child> children, ITrace watch)
    {
        foreach (var child in watch.Observed ? children.Skip(1) : children)
        {
            Speak(child, asked.Messages);
            child.Writer.Dispose();
        }

        var received = children.Select(_ => new List<string>()).ToList();
        void Hear(int source, string message)
        {
            received[source].Add(message);
            watch.Event("heard", item: source);
        }

        IReadOnlyList<TextReader> readers = [.. children.Select(child => child.Reader)];
        Func<Task> read = () => asked.Variant == "wait"
            ? PipeMultiplex.WaitAsync(readers, Hear)
            : PipeMultiplex.OneByOneAsync(readers, Hear);
        if (!watch.Observed)
        {
            await read();
            return new Output(received, children.Count);
        }

        var (call, first, limit) = (Call.Of(read, watch), children[0], TimeSpan.FromSeconds(2));
        var slept = call.Still(limit);
        watch.Event("the first speaks");
        Speak(first, asked.Messages);
        call.Still(slept ? limit : limit / 10);
        var ended = children.Count - (call.Ended ? 1 : 0);
        first.Writer.Dispose();
        call.End(slept ? null : limit / 4);
        return new Output(received, ended, slept, call.Stuck ? "deadlock" : call.Error?.GetType().Name);
    }

    private static Child Pipe()
    {
        var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var end = new AnonymousPipeClientStream(PipeDirection.Out, pipe.ClientSafePipeHandle);
        return new Child(pipe, new StreamReader(pipe), new StreamWriter(end) { AutoFlush = true });
    }

    private static void Speak(Child child, int messages) =>
        child.Writer.Write(string.Concat(Enumerable.Range(0, messages).Select(number => $"{number}\n")));
}
