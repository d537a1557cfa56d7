namespace Parallax.Wrong.Pools.PoolCallbacks;

/// <summary>Awaits the jobs and not what continues them: it is over before everything has been told.</summary>
public static class NotAwaited
{
    public sealed record Parameters(string Variant, int Jobs, int FailFrom);

    public sealed record Output(
        IReadOnlyList<int> Succeeded, IReadOnlyList<int> Failed, IReadOnlyList<string> Messages, int Threads);

    private sealed class Refused(int number) : Exception
    {
        public int Number => number;
    }

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var (succeeded, failed, messages) = (new List<int>(), new List<int>(), new List<string>());
        var counting = new Lock();
        var (jobs, told) = (new List<Task>(), new List<Task>());

        void Tell(Task<int> ended, int number)
        {
            // The last callback is slow.
            if (number == 0)
            {
                trace.WaitGate("over was told");
            }

            lock (counting)
            {
                if (ended.IsCompletedSuccessfully)
                {
                    succeeded.Add(number);
                }
                else
                {
                    failed.Add(number);
                    messages.Add($"job {number} broke down");
                }

                trace.Event("told", item: number);
                if (succeeded.Count + failed.Count == state.Jobs - 1)
                {
                    trace.OpenGate("the others are told");
                }
            }
        }

        for (var count = 0; count < state.Jobs; count++)
        {
            var number = count;
            var job = Job(number, state.FailFrom, number == 0, trace);
            jobs.Add(job);
            told.Add(job.ContinueWith(ended => Tell(ended, number)));
        }

        await Task.WhenAll(jobs).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        trace.Event("over");
        trace.OpenGate("over was told");
        // Only so that nothing is left behind.
        await Task.WhenAll(told);
        return new Output(succeeded, failed, messages, 1);
    }

    private static Task<int> Job(int number, int failFrom, bool slow, ITrace trace) => Task.Run(async () =>
    {
        if (slow)
        {
            await trace.WaitGateAsync("the others are told");
            trace.Event("slow job goes on");
        }

        trace.Event("ended", item: number);
        return number < failFrom ? number : throw new Refused(number);
    });
}
