using System.Diagnostics;
using System.IO.Pipes;

namespace Parallax.Examples.PipesQueues;

/// <summary>Reads from several children, each with a pipe of its own.</summary>
/// <remarks>
/// <para>
/// A read of each pipe is a task, and <c>Task.WhenAny</c> gives one that is done, also when that is the end of its
/// stream. So the parent hears whoever speaks first. Reading one pipe to its end and then the next looks the same as
/// long as all speak at once. If the first child is in no hurry, its messages come first all the same, and what the
/// others have said lies in their pipes meanwhile; if a pipe is full, its child must wait. Each pipe keeps the order
/// of its own messages, in both ways.
/// </para>
/// <para>
/// The pipes are named ones, since these read without blocking a thread each, as anonymous pipes would. Of many
/// readers one would rather let each write into one <c>Channel</c>.
/// </para>
/// </remarks>
public static class PipeMultiplex
{
    public sealed record Parameters(string Variant, int Sources, int Messages);

    public sealed record Output(IReadOnlyList<List<int>> Received, int Ended);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        // [step: a child for each pipe]
        var names = Enumerable.Range(0, state.Sources).Select(_ => Path.GetRandomFileName()).ToList();
        var pipes = names.ConvertAll(Pipe);
        var children = names.Select((name, source) => Start(name, source, state, trace)).ToList();
        await Task.WhenAll(pipes.Select(pipe => pipe.WaitForConnectionAsync()));
        var readers = pipes.ConvertAll(pipe => new StreamReader(pipe));
        var received = names.ConvertAll(_ => new List<int>());
        // [step: read]
        var ended = state.Variant == "wait"
            ? await WhoeverSpeaks(readers, received, trace)
            : await OneByOne(readers, received, trace);
        // [step: wait for the children]
        foreach (var (child, reader) in children.Zip(readers))
        {
            await child.WaitForExitAsync();
            child.Dispose();
            reader.Dispose(); // and with it its pipe
        }

        return new Output(received, ended);
    }

    private static NamedPipeServerStream Pipe(string name) =>
        new(name, PipeDirection.In, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);

    private static Process Start(string name, int source, Parameters state, ITrace trace)
    {
        string[] arguments = [name, $"{source}", state.Variant, $"{state.Sources}", $"{state.Messages}"];
        return Process.Start(ExampleProcess.StartInfo(typeof(PipeMultiplex), trace, arguments))!;
    }

    // [step: whoever speaks]
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

    // [step: one by one]
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

    // [step: a child]
    public static async Task Child(string[] args, ITrace trace)
    {
        var (source, variant, sources, messages) = (int.Parse(args[1]), args[2], int.Parse(args[3]), int.Parse(args[4]));
        trace.Event("child", item: source);
        await using var pipe = new NamedPipeClientStream(".", args[0], PipeDirection.Out, PipeOptions.Asynchronous);
        await pipe.ConnectAsync();
        await using var writer = new StreamWriter(pipe) { AutoFlush = true };
        if (source == 0)
        {
            // The first child is in no hurry.
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
