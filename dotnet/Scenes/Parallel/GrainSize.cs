using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>Ranges of numbers are jobs; the first two jobs meet: how many were there, and who did them?</summary>
/// <remarks>One job for all has nobody to meet. The threads are those of .NET's own pool.</remarks>
public static class GrainSizeScene
{
    public sealed record Parameters(string Variant, int N, int Grain, int Workers);

    public sealed record State(Parameters Parameters, IDisposable Threads);

    public sealed record Output(long? Divisors, string? Error);

    public static State Prepare(Parameters parameters) =>
        new(parameters, Threads.Spare(parameters.Workers + 2));

    public static void Cleanup(State state) => state.Threads.Dispose();

    public static Output Run(State state, ITrace watch)
    {
        var (variant, count, middling, workers) = state.Parameters;
        var grain = variant switch
        {
            "fine" => 1,
            "middling" => middling,
            _ => count,
        };
        Func<int, int, long> job = watch.Observed ? Job : GrainSize.CountDivisors;
        var told = Ended.Of(
            () => variant == "serial"
                ? GrainSize.Serial(count, job)
                : GrainSize.InJobs(count, grain, job, workers),
            watch);
        watch.Event("told");
        return new Output(told.Error is null ? told.Value : null, told.Error);

        long Job(int first, int stop)
        {
            using var span = watch.Span("job", item: first);
            if (grain < count && (first == 1 || first == 1 + grain))
            {
                watch.Rendezvous("two at work", 2);
            }

            return GrainSize.CountDivisors(first, stop);
        }
    }
}
