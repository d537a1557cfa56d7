using System.Collections.Concurrent;

namespace Parallax.Wrong.PipesQueues.QueueAcrossPool;

/// <summary>Takes a task on a thread of its own for another process: that one sees every static field.</summary>
public static class StillAThread
{
    public sealed record Parameters(string Variant, string Question, int WaitMs);

    public sealed record Output(
        IReadOnlyList<string>? Talk = null,
        IReadOnlyList<string>? Errors = null,
        IReadOnlyDictionary<string, bool>? WaitsForEver = null);

    private static readonly BlockingCollection<string> AtTheTop = [];

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        AtTheTop.Add(state.Question);
        var thread = await Task.Run(() => Look("thread", state.WaitMs, trace));
        AtTheTop.Add(state.Question);
        var process = await Task.Factory.StartNew(() => Look("process", state.WaitMs, trace), TaskCreationOptions.LongRunning);
        return new Output(WaitsForEver: new Dictionary<string, bool> { ["thread"] = !thread, ["process"] = !process });
    }

    private static bool Look(string worker, int patience, ITrace trace)
    {
        using (trace.Span("look", item: worker))
        {
            return AtTheTop.TryTake(out _, patience);
        }
    }
}
