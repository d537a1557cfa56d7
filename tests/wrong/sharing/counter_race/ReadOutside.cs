namespace Parallax.Wrong.Sharing.CounterRace;

/// <summary>Reads before it takes the lock, and locks only the writing.</summary>
public static class ReadOutside
{
    public sealed record Parameters(string Variant, int Workers, int PerWorker, int Forced);

    public sealed record Output(long Expected, long Counter, long Lost, bool? EntersTwice, string? UnownedRelease);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var (counter, gate) = (0L, new Lock());

        void Work(int number)
        {
            using var span = trace.Span("worker", item: number);
            trace.Rendezvous("all at work", state.Workers);
            for (var turn = 0; turn < state.PerWorker; turn++)
            {
                var value = counter;
                if (turn == 0)
                {
                    trace.Rendezvous("all have read", state.Workers);
                }

                lock (gate)
                {
                    counter = value + 1;
                }
            }
        }

        Thread[] threads = [.. Enumerable.Range(0, state.Workers).Select(number => new Thread(() => Work(number)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        long expected = state.Workers * state.PerWorker;
        return new Output(expected, counter, expected - counter, true, "lock-misuse");
    }
}
