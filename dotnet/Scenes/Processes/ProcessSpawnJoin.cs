using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A child that stays a while when it has spoken: was it another process, and had it ended when the program said so?
/// </summary>
/// <remarks>
/// It ends when its parent has done all that it can meanwhile. So who takes the child's word for its end comes back
/// first.
/// </remarks>
public static class ProcessSpawnJoinScene
{
    public sealed record Parameters(string Variant, string Name, int ExitCode);

    public sealed record Output(
        string? Message, bool? AnotherProcess, bool? SamePid, bool? Ended, int? ExitCode, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters given, ITrace watch)
    {
        using var notes = new Notes();
        watch.Event("step", item: "parent");
        if (given.Variant == "thread")
        {
            var waiting = watch.Span("call");
            var (message, wrong) = await Children.PatientOutcome(
                () => ProcessSpawnJoin.ThreadAsync(Greeting, given.Name));
            waiting.Dispose();
            watch.Event("step", item: "joined");
            return new Output(message, Another(Ran()), null, null, null, wrong);
        }

        using var traced = ExampleProcess.TraceChildren(watch);
        var call = watch.Span("call");
        var command = Children.Command(
            typeof(Child), typeof(ProcessSpawnJoin), notes.Path, $"{Environment.ProcessId}");
        var (heard, error) = await Children.PatientOutcome(
            () => ProcessSpawnJoin.FunctionAsync(command, given.Name, given.ExitCode));
        call.Dispose();
        watch.Event("step", item: "joined");
        var ran = Ran();
        bool? ended = ran is { } pid ? Children.StateOf(pid) is "Z" or "gone" : null;
        while (ended is false && Children.StateOf(ran!.Value) is not ("Z" or "gone"))
        {
            await Task.Delay(10); // nobody waited for it
        }

        var itself = ran is not null && heard?.Pid == ran;
        return new Output(heard?.Message, Another(ran), itself, ended, heard?.ExitCode, error);

        string Greeting(string name)
        {
            using var child = watch.Span("child");
            watch.Event("step", item: "child");
            notes.Add(Environment.ProcessId);
            return ProcessSpawnJoin.Greeting(name);
        }

        int? Ran() => notes.Lines() is [[var process], ..] ? int.Parse(process) : null;
    }

    private static bool? Another(int? process) => process is null ? null : process != Environment.ProcessId;

    /// <summary>The example's child; it notes where it runs, and stays a while.</summary>
    private static class Child
    {
        public static async Task<int> Main(string[] args)
        {
            var watch = TraceAddress.TraceFromEnvironment();
            watch.Event("step", item: "child");
            new Notes(args[0]).Add(Environment.ProcessId);
            var exitCode = await ProcessSpawnJoin.Main(args[2..]);
            if (watch.Observed)
            {
                Waiting.Quiet(int.Parse(args[1]));
            }

            return exitCode;
        }
    }
}
