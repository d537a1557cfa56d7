using System.Collections.Concurrent;

namespace Parallax.Wrong.PipesQueues.QueueBasic;

/// <summary>Plays both parts on one thread, each in two halves: the words are right, and nobody waits for anybody.</summary>
public static class SameThread
{
    public sealed record Parameters(string Variant, string Question, string Answer);

    public sealed record Output(string? ParentGot, string? ChildGot);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        using var toParent = new BlockingCollection<string>();
        using var toChild = new BlockingCollection<string>();
        trace.Event("step", item: "child asks");
        toParent.Add(state.Question);
        var parentGot = toParent.Take();
        trace.Event("step", item: "parent has the question");
        toChild.Add(state.Answer);
        var childGot = toChild.Take();
        trace.Event("step", item: "child has the answer");
        return new Output(parentGot, childGot);
    }
}
