using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>What was said is noted where it was heard; who waits for ever is found standing still.</summary>
/// <remarks>
/// A thread has all the time that it wants to find the message, the process has a moment to find nothing.
/// </remarks>
public static class QueueAcrossPoolScene
{
    public sealed record Parameters(string Variant, string Question, string Answer, int WaitMs);

    /// <param name="WaitsForEver">Whether a worker finds nothing; or what else came of it.</param>
    public sealed record Output(
        IReadOnlyList<string>? Talk = null,
        string? Error = null,
        IReadOnlyDictionary<string, object>? WaitsForEver = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Task<Output> Run(Parameters state, ITrace watch) =>
        Task.FromResult(state.Variant == "global" ? Looked(state, watch) : Talked(state, watch));

    private static Output Talked(Parameters state, ITrace watch)
    {
        var (asker, answerer) =
            (new Hearing("asker has the answer", watch), new Hearing("answerer has the question", watch));
        var reply = answerer.Answering(state.Answer);
        var call = Call
            .Of(() => QueueAcrossPool.ArgumentAsync(state.Question, reply, asker.Hear), watch)
            .End();
        return new Output([.. asker.Told, .. answerer.Told], ErrorOf(call));
    }

    private static Output Looked(Parameters state, ITrace watch)
    {
        var process = ExampleProcess.Command(typeof(QueueAcrossPool));
        return new Output(WaitsForEver: new Dictionary<string, object>
        {
            ["thread"] = Looked(null, state.Question, Children.Limit, watch),
            ["process"] = Looked(process, state.Question, TimeSpan.FromMilliseconds(state.WaitMs), watch),
        });
    }

    private static object Looked(
        IReadOnlyList<string>? command, string message, TimeSpan patience, ITrace watch)
    {
        var (before, way) = (Waiting.Children(), command is null ? "thread" : "process");
        var call = Call.Of(() => QueueAcrossPool.GlobalQueueAsync(command, message, patience), watch, way);
        var raised = ErrorOf(command is null ? call.End() : call.EndWithChildren(before));
        watch.Event("told", item: way, value: raised ?? (call.Value is null ? "nothing" : "the message"));
        if (raised is { } error)
        {
            return error;
        }

        return call.Value is null || call.Value == message ? call.Value is null : "something else";
    }

    private static string? ErrorOf<T>(Call<T> call) => call.Stuck ? "deadlock" : call.Error?.GetType().Name;
}
