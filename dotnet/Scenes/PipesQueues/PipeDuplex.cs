using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>The scene hears what each party was told, in the process and the thread in which it was told.</summary>
/// <remarks>
/// A pool of one worker waits as long as it is told to; who waits for ever is found standing still, with all its
/// children.
/// </remarks>
public static class PipeDuplexScene
{
    private const string Step = "child has the answer";

    public sealed record Parameters(string Variant, string Question, string Answer, int WaitMs);

    public sealed record State(Parameters Asked, TaskFactory Pool, TimeSpan Patience);

    public sealed record Output(
        IReadOnlyList<string> ParentGot, IReadOnlyList<string> ChildGot, string? Error);

    public static State Prepare(Parameters parameters)
    {
        var one = parameters.Variant == "one-worker";
        var workers = parameters.Variant == "two-workers" ? 2 : 1;
        var pool = new TaskFactory(
            new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, workers).ConcurrentScheduler);
        return new State(
            parameters, pool, one ? TimeSpan.FromMilliseconds(parameters.WaitMs) : Children.Limit);
    }

    public static async Task<Output> Run(State state, ITrace watch)
    {
        var ((variant, question, answer, _), pool, patience) = state;
        var (parent, child) = (new Hearing("parent has the question", watch), new Hearing(Step, watch));
        var reply = parent.Answering(answer);
        using var notes = new Notes();
        Func<Task> talk = variant switch
        {
            "process" => () => PipeDuplex.ProcessAsync(
                Children.Command(typeof(Child), typeof(PipeDuplex), notes.Path), question, reply),
            "tasks" => () => PipeDuplex.TasksAsync(pool, question, reply, child.Hear),
            _ => () => PipeDuplex.WorkersAsync(pool, patience, question, reply, child.Hear),
        };
        string? error = null;
        if (watch.Observed)
        {
            using var traced = ExampleProcess.TraceChildren(watch);
            using var spare = Threads.Spare(2);
            var before = Waiting.Children();
            var call = Call.Of(talk, watch);
            call = variant == "process"
                ? call.EndWithChildren(before)
                : call.End(still: TimeSpan.FromMilliseconds(300));
            error = call.Stuck ? "stuck" : Kind(call.Error);
        }
        else
        {
            await talk();
        }

        IReadOnlyList<string> told =
            [.. child.Told, .. notes.Lines().Select(words => string.Join(' ', words))];
        return new Output(parent.Told, told, error);
    }

    private static string? Kind(Exception? error) => error switch
    {
        TimeoutException => "deadlock",
        EndOfStreamException => "end-of-stream",
        _ => error?.GetType().Name,
    };

    /// <summary>The example's own child; what it prints it has heard.</summary>
    private static class Child
    {
        public static Task Main(string[] args)
        {
            Console.SetOut(new HearingWriter(Step, new Notes(args[0]), TraceAddress.TraceFromEnvironment()));
            return PipeDuplex.Main(args[1..]);
        }
    }
}
