using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>The scene hears what each party was told, in the process and the thread in which it was told.</summary>
/// <remarks>Who waits for ever is found standing still, with all its children.</remarks>
public static class QueueBasicScene
{
    private const string Step = "child has the answer";

    public sealed record Parameters(string Variant, string Question, string Answer);

    public sealed record Output(
        IReadOnlyList<string> ParentGot, IReadOnlyList<string> ChildGot, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var (parent, child) = (new Hearing("parent has the question", watch), new Hearing(Step, watch));
        if (state.Variant == "process")
        {
            return await WithProcess(state, watch, parent);
        }

        Func<Task> talk = state.Variant == "task"
            ? () => QueueBasic.WithTasksAsync(state.Question, parent.Answering(state.Answer), child.Hear)
            : () =>
            {
                QueueBasic.WithThread(state.Question, parent.Answering(state.Answer), child.Hear);
                return Task.CompletedTask;
            };
        if (!watch.Observed)
        {
            await talk();
            return new Output(parent.Told, child.Told, null);
        }

        var call = Call.Of(talk, watch).End();
        return new Output(parent.Told, child.Told, ErrorOf(call));
    }

    private static Task<Output> WithProcess(Parameters state, ITrace watch, Hearing parent)
    {
        using var notes = new Notes();
        using var traced = ExampleProcess.TraceChildren(watch);
        var command = Children.Command(typeof(Child), typeof(QueueBasic), notes.Path);
        var before = Waiting.Children();
        var reply = parent.Answering(state.Answer);
        var call = Call.Of(() => QueueBasic.WithProcessAsync(command, state.Question, reply), watch)
            .EndWithChildren(before);
        IReadOnlyList<string> answered = [.. notes.Lines().Select(words => string.Join(' ', words))];
        return Task.FromResult(new Output(parent.Told, answered, ErrorOf(call)));
    }

    private static string? ErrorOf(Call<bool> call) => call.Stuck ? "deadlock" : call.Error?.GetType().Name;

    /// <summary>The example's own child; what it prints it has heard.</summary>
    private static class Child
    {
        public static Task Main(string[] args)
        {
            Console.SetOut(new HearingWriter(Step, new Notes(args[0]), TraceAddress.TraceFromEnvironment()));
            return QueueBasic.Main(args[1..]);
        }
    }
}
