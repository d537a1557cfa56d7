namespace Parallax.Wrong.Pools.PoolCallbacks;

/// <summary>Awaits the jobs in their order: the slow first one keeps all others waiting.</summary>
public static class InOrder
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
        var jobs = Enumerable.Range(0, state.Jobs)
            .Select(number => Job(number, state.FailFrom, number == 0, trace))
            .ToArray();
        foreach (var job in jobs)
        {
            try
            {
                succeeded.Add(await job);
                trace.Event("told", item: succeeded[^1]);
            }
            catch (Refused error)
            {
                failed.Add(error.Number);
                messages.Add($"job {error.Number} broke down");
                trace.Event("told", item: error.Number);
            }

            if (succeeded.Count + failed.Count == state.Jobs - 1)
            {
                trace.OpenGate("the others are told");
            }
        }

        trace.Event("over");
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
