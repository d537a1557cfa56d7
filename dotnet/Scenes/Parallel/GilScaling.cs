using System.Diagnostics;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Threads that have all begun look out for one another while they compute: does one see another in the middle of it?
/// </summary>
/// <remarks>Nothing keeps them apart: they see each other however few the cores and however slow the machine.</remarks>
public static class GilScalingScene
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public sealed record Parameters(string Variant, int Workers, int Steps);

    public sealed record Output(
        IReadOnlyList<long>? Results,
        string? Error,
        bool? Gil,
        bool? InTheMiddle,
        double? Cores);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace watch)
    {
        var (variant, workers, steps) = state;
        var (inside, met, threads) = (0, false, variant == "threads");
        Func<int, long> job = watch.Observed ? Job : number => GilScaling.Compute(number, steps);
        var (begun, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var told = Ended.Of(
            () => threads ? GilScaling.Threads(workers, job) : GilScaling.OneThread(workers, job), watch);
        if (!watch.Observed)
        {
            return new Output(told.Value, told.Error, null, null, null);
        }

        watch.Event("told");
        var cores = Math.Round(
            (Environment.CpuUsage.TotalTime - before) / Stopwatch.GetElapsedTime(begun), 2);
        var seen = Volatile.Read(ref met);
        return new Output(told.Value, told.Error, false, threads ? seen : null, cores);

        long Job(int number)
        {
            using var span = watch.Span("job", item: number);
            var all = watch.Rendezvous("all under way", threads ? workers : 1);
            using var computing = watch.Span("compute", item: number);
            if (all && threads)
            {
                LookOut();
            }

            return GilScaling.Compute(number, steps);
        }

        void LookOut()
        {
            Interlocked.Increment(ref inside);
            var start = Stopwatch.GetTimestamp();
            while (!Volatile.Read(ref met) && Stopwatch.GetElapsedTime(start) < Limit)
            {
                if (Volatile.Read(ref inside) > 1)
                {
                    Volatile.Write(ref met, true);
                }
            }

            Interlocked.Decrement(ref inside);
        }
    }
}
