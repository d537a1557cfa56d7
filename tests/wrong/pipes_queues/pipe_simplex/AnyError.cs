using System.IO.Pipes;

namespace Parallax.Wrong.PipesQueues.PipeSimplex;

/// <summary>Catches every exception, and takes each for a broken pipe.</summary>
public static class AnyError
{
    public sealed record Parameters(string Variant);

    public sealed record Output(
        string? Received = null,
        bool? EndsWithCopyOpen = null,
        string? AfterClose = null,
        string? WriteOnReadEnd = null,
        string? ReadOnWriteEnd = null,
        string? WriteWithoutReader = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using var writer = new AnonymousPipeClientStream(PipeDirection.Out, reader.ClientSafePipeHandle);
        var writeOnReadEnd = Attempt(() => reader.Write("the wrong way"u8));
        var readOnWriteEnd = Attempt(() => writer.ReadByte());
        reader.Dispose();
        var writeWithoutReader = Attempt(() => writer.Write("to nobody"u8));
        return new Output(WriteOnReadEnd: writeOnReadEnd, ReadOnWriteEnd: readOnWriteEnd, WriteWithoutReader: writeWithoutReader);
    }

    private static string? Attempt(Action attempt)
    {
        try
        {
            attempt();
            return null;
        }
        catch (Exception)
        {
            return "broken-pipe";
        }
    }
}
