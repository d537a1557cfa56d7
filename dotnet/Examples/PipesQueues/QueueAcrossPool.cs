using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace Parallax.Examples.PipesQueues;

/// <summary>Gives the workers of a pool a queue, and shows how far a static one reaches.</summary>
/// <remarks>
/// <para>
/// The workers of .NET's pool are threads of one process. They share its memory: a task simply uses the channel
/// that its lambda captures. Nothing is sent, so nothing can be refused, and there is no need of an initializer
/// or of a manager. Python's pool has processes, and each of these words is a way around that.
/// </para>
/// <para>
/// A static field is one for all threads of a process, and another one in the next process: there is no fork
/// that would copy the parent. A child that waits at its own static queue waits for ever, since nobody puts
/// anything into it. The source material has one queue for both directions, where the asker may take his own
/// question. Here are two.
/// </para>
/// </remarks>
public static class QueueAcrossPool
{
    public sealed record Parameters(string Variant, string Question, string Answer, int WaitMs);

    public sealed record Output(
        IReadOnlyList<string>? Talk = null,
        IReadOnlyList<string>? Errors = null,
        IReadOnlyDictionary<string, bool>? WaitsForEver = null);

    // One in each process that loads this class.
    private static readonly BlockingCollection<string> AtTheTop = [];

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace) => state.Variant switch
    {
        "argument" => await WithArgument(state, trace),
        "global" => await WithGlobal(state, trace),
        _ => throw new ArgumentException($"unknown variant {state.Variant}"),
    };

    // [step: the queues as arguments]
    private static async Task<Output> WithArgument(Parameters state, ITrace trace)
    {
        var (toAnswerer, toAsker) = (Channel.CreateUnbounded<string>(), Channel.CreateUnbounded<string>());
        var asker = Task.Run(() => Ask(toAnswerer, toAsker, state.Question, trace));
        var answerer = Task.Run(() => Answer(toAnswerer, toAsker, state.Answer, trace));
        return new Output(Talk: await Task.WhenAll(asker, answerer), Errors: []);
    }

    // [step: ask and answer]
    private static async Task<string> Ask(
        ChannelWriter<string> toAnswerer, ChannelReader<string> toAsker, string question, ITrace trace)
    {
        trace.Event("step", item: "asks");
        await toAnswerer.WriteAsync(question);
        return await toAsker.ReadAsync();
    }

    private static async Task<string> Answer(
        ChannelReader<string> toAnswerer, ChannelWriter<string> toAsker, string words, ITrace trace)
    {
        var question = await toAnswerer.ReadAsync();
        trace.Event("step", item: "has the question");
        await toAsker.WriteAsync(words);
        return question;
    }

    // [step: a global queue]
    // Does a worker find in the static queue what its parent has put there?
    private static async Task<Output> WithGlobal(Parameters state, ITrace trace)
    {
        AtTheTop.Add(state.Question);
        var thread = await Task.Run(() => Look("thread", state.WaitMs, trace));
        AtTheTop.Add(state.Question);
        using var child = Process.Start(ExampleProcess.StartInfo(typeof(QueueAcrossPool), trace, $"{state.WaitMs}"))!;
        await child.WaitForExitAsync();
        AtTheTop.Take(); // it is still here
        return new Output(WaitsForEver: new Dictionary<string, bool> { ["thread"] = !thread, ["process"] = child.ExitCode == 1 });
    }

    public static int Child(string[] args, ITrace trace) => Look("process", int.Parse(args[0]), trace) ? 0 : 1;

    // Without its limit, TryTake would wait for ever, as Take does.
    private static bool Look(string worker, int patience, ITrace trace)
    {
        using (trace.Span("look", item: worker))
        {
            return AtTheTop.TryTake(out _, patience);
        }
    }
}
