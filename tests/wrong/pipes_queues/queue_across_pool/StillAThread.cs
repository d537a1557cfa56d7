using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Parallax.Wrong.PipesQueues.QueueAcrossPool;

/// <summary>Takes a task on a thread of its own for another process: that one sees every static field.</summary>
public static class StillAThread
{
    public sealed record Parameters(string Variant, string Question, string Answer, int WaitMs);

    public sealed record Output(
        IReadOnlyList<string>? Talk = null,
        IReadOnlyList<string>? Errors = null,
        IReadOnlyDictionary<string, bool>? WaitsForEver = null);

    private static readonly BlockingCollection<string> AtTheTop = [];

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace) => state.Variant switch
    {
        "argument" => await WithArgument(state, trace),
        "global" => await WithGlobal(state, trace),
        _ => throw new ArgumentException($"unknown variant {state.Variant}"),
    };

    private static async Task<Output> WithArgument(Parameters state, ITrace trace)
    {
        var (toAnswerer, toAsker) = (Channel.CreateUnbounded<string>(), Channel.CreateUnbounded<string>());
        var asker = Task.Run(() => Ask(toAnswerer, toAsker, state.Question, trace));
        var answerer = Task.Run(() => Answer(toAnswerer, toAsker, state.Answer, trace));
        return new Output(Talk: await Task.WhenAll(asker, answerer), Errors: []);
    }

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

    private static async Task<Output> WithGlobal(Parameters state, ITrace trace)
    {
        AtTheTop.Add(state.Question);
        var thread = await Task.Run(() => Look("thread", state.WaitMs, trace));
        AtTheTop.Add(state.Question);
        var process = await Task.Factory.StartNew(() => Look("process", state.WaitMs, trace), TaskCreationOptions.LongRunning);
        return new Output(WaitsForEver: new Dictionary<string, bool> { ["thread"] = !thread, ["process"] = !process });
    }

    public static int Child(string[] args, ITrace trace) => Look("process", int.Parse(args[0]), trace) ? 0 : 1;

    private static bool Look(string worker, int patience, ITrace trace)
    {
        using (trace.Span("look", item: worker))
        {
            return AtTheTop.TryTake(out _, patience);
        }
    }
}
