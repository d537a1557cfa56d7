namespace Parallax.Wrong.Sharing.CounterRace;

/// <summary>Takes Volatile for atomic: each access is seen by all, but adding one still takes two of them.</summary>
public static class OnlyVolatile
{
    public sealed record Parameters(string Variant, int Workers, int PerWorker, int Forced);

    public sealed record Output(long Expected, long Counter, long Lost, bool? EntersTwice, string? UnownedRelease);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var counter = 0L;

        void Work(int number)
        {
            using var span = trace.Span("worker", item: number);
            trace.Rendezvous("all at work", state.Workers);
            for (var turn = 0; turn < state.PerWorker; turn++)
            {
                var value = Volatile.Read(ref counter);
                if (turn == 0)
                {
                    trace.Rendezvous("all have read", state.Workers);
                }

                Volatile.Write(ref counter, value + 1);
            }
        }

        Thread[] threads = [.. Enumerable.Range(0, state.Workers).Select(number => new Thread(() => Work(number)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        long expected = state.Workers * state.PerWorker;
        return new Output(expected, counter, expected - counter, null, null);
    }
}
