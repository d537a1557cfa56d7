using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>The first number is slow: is another result handed out before it is squared?</summary>
/// <remarks>
/// In any order, the first job goes on when another result was handed out; in the order of the input, when another
/// number was squared, and a moment later: time to hand out the early result, which no right text does. The others
/// begin to be squared only when the first one is under way.
/// </remarks>
public static class ParallelSquaresScene
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public sealed record Parameters(string Variant, long[] Numbers, int Workers);

    public sealed record State(Parameters Parameters, IDisposable Threads);

    public sealed record Output(IReadOnlyList<long>? Squares, IReadOnlyList<long>? AnyOrder, string? Error);

    public static State Prepare(Parameters parameters) =>
        new(parameters, Threads.Spare(parameters.Workers + 2));

    public static void Cleanup(State state) => state.Threads.Dispose();

    public static Output Run(State state, ITrace watch)
    {
        var (variant, numbers, workers) = state.Parameters;
        var handedOut = new ManualResetEventSlim();
        Func<long, long> job = watch.Observed
            ? number => Job(number, state.Parameters, handedOut, watch)
            : ParallelSquares.Square;
        List<long> squares = [];
        var told = Ended.Of(Use, watch);
        return variant == "unordered"
            ? new Output(null, squares, told.Error)
            : new Output(squares, null, told.Error);

        void Use()
        {
            var results = variant switch
            {
                "sequential" => ParallelSquares.Sequential(numbers, job),
                "unordered" => ParallelSquares.Unordered(numbers, job, workers),
                _ => ParallelSquares.Ordered(numbers, job, workers),
            };
            foreach (var square in results.Take(numbers.Length + 1))
            {
                squares.Add(square);
                watch.Event("handed out", item: square);
                watch.OpenGate("another is handed out");
                handedOut.Set();
            }
        }
    }

    private static long Job(long number, Parameters parameters, ManualResetEventSlim handedOut, ITrace watch)
    {
        using var span = watch.Span("square", item: number);
        if (parameters.Variant == "sequential")
        {
            return ParallelSquares.Square(number);
        }

        if (number == parameters.Numbers[0])
        {
            watch.OpenGate("the slow one has begun");
            watch.WaitGate(
                parameters.Variant == "unordered" ? "another is handed out" : "another is squared");
            handedOut.Wait(Moment);
            watch.Event("slow one squared", item: number);
        }
        else
        {
            watch.WaitGate("the slow one has begun");
            watch.OpenGate("another is squared");
        }

        return ParallelSquares.Square(number);
    }
}
