using System.Runtime.InteropServices;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Threads add one at the same moment, the gap before each write held open: how many increments are kept?
/// </summary>
/// <remarks>
/// Without a lock all must have read before any writes, so the loss is exact. With one, no second may come to the gap.
/// </remarks>
public static class CounterRaceScene
{
    public sealed record Parameters(string Variant, int Workers, int PerWorker, int Forced, int LeftToLuck);

    public sealed record Output(
        long Expected, long Made, long Counter, long Lost, string? Error, string Interpreter,
        long? LostToLuck, bool? EntersTwice, string? UnownedRelease);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace watch)
    {
        Action<CounterRace.Counter, Lock> add = state.Variant switch
        {
            "no-lock" => CounterRace.NoLock,
            "no-lock-call" => CounterRace.NoLockCall,
            "lock" => CounterRace.Lock,
            _ => CounterRace.Atomic,
        };
        var unlocked = state.Variant.StartsWith("no-lock", StringComparison.Ordinal);
        var (turns, counter, gate) =
            (unlocked ? state.Forced : state.PerWorker, new CounterRace.Counter(), new Lock());
        Action<int> turn = watch.Observed && unlocked ? Told : _ => add(counter, gate);
        var crew = Race.Run(state.Workers, turns, unlocked, watch, turn);
        long expected = state.Workers * turns;
        return new Output(
            expected,
            crew.Done,
            counter.Value,
            expected - counter.Value,
            crew.Error,
            RuntimeInformation.FrameworkDescription,
            unlocked ? LeftToLuck(add, state) : null,
            state.Variant == "lock" ? EntersTwice(gate) : null,
            state.Variant == "lock" ? UnownedRelease() : null);

        void Told(int number)
        {
            var worker = number / turns;
            watch.Event("found", item: worker, value: counter.Value);
            add(counter, gate);
            watch.Event("left", item: worker, value: counter.Value);
        }

        // What becomes of giving back what one does not have?
        string? UnownedRelease() =>
            Ended.Of(gate.Exit, watch).Thrown is SynchronizationLockException ? "lock-misuse" : null;
    }

    // Nothing is held.
    private static long LeftToLuck(Action<CounterRace.Counter, Lock> add, Parameters state)
    {
        var (counter, gate) = (new CounterRace.Counter(), new Lock());
        var crew = new Crew(state.Workers, SilentTrace.Instance);
        crew.Run(state.LeftToLuck, _ => add(counter, gate));
        return (state.Workers * state.LeftToLuck) - counter.Value;
    }

    // May the thread that has the lock take it again?
    private static bool EntersTwice(Lock gate)
    {
        using var once = gate.EnterScope();
        if (!gate.TryEnter())
        {
            return false;
        }

        gate.Exit();
        return true;
    }
}
