using System.Collections.Concurrent;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Threads add one at the same moment, the gap before each write held open: how many increments are kept?
/// </summary>
/// <remarks>
/// Without a lock all must have read before any writes, so the loss is exact. With one, no second may come to the gap.
/// </remarks>
public static class SharedDictCounterScene
{
    public sealed record Parameters(string Variant, int Start, int Workers, int PerWorker, int Forced);

    public sealed record Output(int Expected, int Made, int Year, int Kept, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace watch)
    {
        Action<ConcurrentDictionary<string, int>, Lock> add = state.Variant switch
        {
            "no-lock" => SharedDictCounter.NoLock,
            "lock" => SharedDictCounter.Lock,
            _ => SharedDictCounter.Atomic,
        };
        var unlocked = state.Variant == "no-lock";
        var turns = unlocked ? state.Forced : state.PerWorker;
        var (years, gate) = (new ConcurrentDictionary<string, int> { ["year"] = state.Start }, new Lock());
        var crew = Race.Run(state.Workers, turns, unlocked, watch, _ => add(years, gate));
        var year = years.GetValueOrDefault("year", state.Start);
        return new Output(state.Workers * turns, crew.Done, year, year - state.Start, crew.Error);
    }
}
