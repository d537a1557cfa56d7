using System.Diagnostics;
using System.IO.Pipes;

namespace Parallax.Wrong.PipesQueues.PipeMultiplex;

/// <summary>Awaits one pipe to its end and then the next: whoever speaks first is not heard first.</summary>
public static class ReadsInTurn
{
    public sealed record Parameters(string Variant, int Sources, int Messages);

    public sealed record Output(IReadOnlyList<List<int>> Received, int Ended);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var names = Enumerable.Range(0, state.Sources).Select(_ => Path.GetRandomFileName()).ToList();
        var pipes = names.ConvertAll(Pipe);
        var children = names.Select((name, source) => Start(name, source, state, trace)).ToList();
        await Task.WhenAll(pipes.Select(pipe => pipe.WaitForConnectionAsync()));
        var readers = pipes.ConvertAll(pipe => new StreamReader(pipe));
        var received = names.ConvertAll(_ => new List<int>());
        var ended = await OneByOne(readers, received, trace);
        foreach (var (child, reader) in children.Zip(readers))
        {
            await child.WaitForExitAsync();
            child.Dispose();
            reader.Dispose();
        }

        return new Output(received, ended);
    }

    private static NamedPipeServerStream Pipe(string name) =>
        new(name, PipeDirection.In, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);

    private static Process Start(string name, int source, Parameters state, ITrace trace)
    {
        string[] arguments = [name, $"{source}", state.Variant, $"{state.Sources}", $"{state.Messages}"];
        return Process.Start(ExampleProcess.StartInfo(typeof(ReadsInTurn), trace, arguments))!;
    }

    private static async Task<int> WhoeverSpeaks(List<StreamReader> readers, List<List<int>> received, ITrace trace)
    {
        var ended = 0;
        var reading = Enumerable.Range(0, readers.Count).ToDictionary(source => readers[source].ReadLineAsync());
        while (reading.Count > 0)
        {
            var done = await Task.WhenAny(reading.Keys);
            reading.Remove(done, out var source);
            if (await done is { } line)
            {
                Heard(source, line, received, trace);
                reading[readers[source].ReadLineAsync()] = source;
            }
            else
            {
                ended++;
            }
        }

        return ended;
    }

    private static async Task<int> OneByOne(List<StreamReader> readers, List<List<int>> received, ITrace trace)
    {
        var ended = 0;
        foreach (var (source, reader) in readers.Index())
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                Heard(source, line, received, trace);
            }

            ended++;
        }

        return ended;
    }

    private static void Heard(int source, string line, List<List<int>> received, ITrace trace)
    {
        received[source].Add(int.Parse(line));
        trace.Event("heard", item: source);
        if (source > 0)
        {
            trace.OpenGate("another was heard");
        }
    }

    public static async Task Child(string[] args, ITrace trace)
    {
        var (source, variant, sources, messages) = (int.Parse(args[1]), args[2], int.Parse(args[3]), int.Parse(args[4]));
        trace.Event("child", item: source);
        await using var pipe = new NamedPipeClientStream(".", args[0], PipeDirection.Out, PipeOptions.Asynchronous);
        await pipe.ConnectAsync();
        await using var writer = new StreamWriter(pipe) { AutoFlush = true };
        if (source == 0)
        {
            _ = variant == "wait" ? trace.WaitGate("another was heard") : trace.Rendezvous("all have spoken", sources);
            trace.Event("the first speaks");
        }

        foreach (var number in Enumerable.Range(0, messages))
        {
            await writer.WriteLineAsync($"{number}");
        }

        if (source > 0)
        {
            trace.Event("another has spoken", item: source);
            if (variant == "one-by-one")
            {
                trace.Rendezvous("all have spoken", sources);
            }
        }
    }
}
