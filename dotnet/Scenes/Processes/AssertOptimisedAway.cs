using System.Diagnostics;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// The program divides twice, by b and by 0, as a child of the example; which error leaves it is noted around it.
/// </summary>
public static class AssertOptimisedAwayScene
{
    public sealed record Parameters(string Variant, int A, int B);

    public sealed record State(Parameters Given, Notes Notes);

    public sealed record Output(int? Result, string? Error, bool Catchable, int? ExitCode, string? Raised);

    public static State Prepare(Parameters parameters) => new(parameters, new Notes());

    public static void Cleanup(State state) => state.Notes.Dispose();

    public static async Task<Output> Run(State state, ITrace watch)
    {
        var (variant, a, b) = state.Given;
        var command = Children.Command(typeof(Child), typeof(AssertOptimisedAway), state.Notes.Path);
        Func<IReadOnlyList<string>, int, int, Task<AssertOptimisedAway.Ended>> way = variant switch
        {
            "kept" => AssertOptimisedAway.KeptAsync,
            "removed" => AssertOptimisedAway.RemovedAsync,
            _ => AssertOptimisedAway.ExceptionAsync,
        };
        var (good, raised) = await Children.Outcome(() => way(command, a, b));
        var well = state.Notes.Lines().Length == 0;
        var (bad, raisedToo) = await Children.Outcome(() => way(command, a, 0));
        var left = state.Notes.Lines().LastOrDefault()?[0];
        return new Output(
            well && int.TryParse(good?.Printed, out var result) ? result : null,
            left,
            left is not null && bad?.Printed?.StartsWith("caught", StringComparison.Ordinal) == true,
            bad?.ExitCode,
            raised ?? raisedToo);
    }

    /// <summary>
    /// The example's own child, with somebody who hears of a failed assertion, and of what leaves it.
    /// </summary>
    private static class Child
    {
        public static async Task Main(string[] args)
        {
            var notes = new Notes(args[0]);
            System.Diagnostics.Trace.Listeners.Insert(0, new Listener(notes));
            try
            {
                await AssertOptimisedAway.Main(args[1..]);
            }
            catch (Exception error)
            {
                notes.Add(error switch
                {
                    DivideByZeroException => "divide-by-zero",
                    ArgumentException => "argument",
                    _ => error.GetType().Name,
                });
                throw;
            }
        }
    }

    private sealed class Listener(Notes notes) : TraceListener
    {
        public override void Write(string? message)
        {
        }

        public override void WriteLine(string? message)
        {
        }

        public override void Fail(string? message, string? detailMessage) => notes.Add("assertion");
    }
}
