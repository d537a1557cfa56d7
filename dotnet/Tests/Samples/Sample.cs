namespace Parallax.Tests.Samples;

/// <summary>A scene that does what a test tells it to.</summary>
public static class Sample
{
    public enum Tone { LowPitched, HighPitched }

    public sealed record Pair(string Name, long[] Values);

    public sealed record Parameters(string Variant, int PerWorker = 1, Tone Tone = Tone.LowPitched, Pair[]? Pairs = null);

    public sealed class State(Parameters parameters)
    {
        public Parameters Parameters { get; } = parameters;

        public int Calls { get; set; }

        public Thread? Asking { get; set; }
    }

    public sealed record Output(long PerWorker, double Ratio, Tone Tone, Pair[]? Pairs, string? Error);

    /// <summary>How many states were cleaned up.</summary>
    public static int CleanedUp { get; private set; }

    public static State Prepare(Parameters parameters) =>
        parameters.Variant == "bad-prepare" ? throw new FormatException("bad") : new State(parameters);

    public static async Task<Output> Run(State state, ITrace trace)
    {
        var (variant, perWorker, tone, pairs) = state.Parameters;
        state.Calls++;
        var (onPool, asking) = (Thread.CurrentThread.IsThreadPoolThread, state.Asking ??= Thread.CurrentThread);
        using var span = trace.Span("run", item: state.Calls);
        await Task.Yield();
        if (variant == "on-pool")
        {
            // A task that has ended by the time it is awaited would leave its caller where it is.
            SpinWait.SpinUntil(() => asking.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        }

        return variant switch
        {
            "throw" => throw new TimeoutException("boom"),
            "nan" => new Output(perWorker, double.NaN, tone, pairs, null),
            "counts" => new Output(state.Calls % 2, 1, tone, pairs, null),
            "on-pool" => new Output(onPool ? 1 : 0, 1, tone, pairs, null),
            "cleaned-up" => new Output(CleanedUp, 1, tone, pairs, null),
            "unmet" => new Output(trace.WaitGate("never") ? 1 : 0, 1, tone, pairs, null),
            "hang" => await new TaskCompletionSource<Output>().Task,
            _ => new Output(perWorker, 0.5, tone, pairs, null),
        };
    }

    public static ValueTask Cleanup(State state)
    {
        CleanedUp++;
        return ValueTask.CompletedTask;
    }
}
