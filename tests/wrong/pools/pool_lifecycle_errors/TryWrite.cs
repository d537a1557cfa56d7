using System.Threading.Channels;

namespace Parallax.Wrong.Pools.PoolLifecycleErrors;

/// <summary>Writes with <c>TryWrite</c> and does not look at its answer: the late job is lost without a word.</summary>
public static class TryWrite
{
    public sealed record Parameters(string Variant, int Jobs, int WaitMs);

    public sealed record Output(
        string? JoinBeforeClose, string? JoinWithTimeout, string? SubmitAfterClose, IReadOnlyList<int> Finished);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var patience = TimeSpan.FromMilliseconds(state.WaitMs);
        var (early, limited, late) = ((string?)null, (string?)null, (string?)null);
        var pool = Channel.CreateUnbounded<int>();
        var finished = new List<int>();
        var worker = Work(pool.Reader, finished, trace);
        for (var number = 0; number < state.Jobs; number++)
        {
            pool.Writer.TryWrite(number);
        }

        try
        {
            await worker.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            early = "timeout";
        }

        pool.Writer.Complete();
        trace.Event("closed");
        try
        {
            pool.Writer.TryWrite(state.Jobs);
        }
        catch (ChannelClosedException)
        {
            late = "closed";
        }

        try
        {
            await worker.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            limited = "timeout";
        }

        trace.OpenGate("the first job may end");
        await worker;
        return new Output(early, limited, late, finished);
    }

    private static async Task Work(ChannelReader<int> jobs, List<int> finished, ITrace trace)
    {
        await foreach (var number in jobs.ReadAllAsync())
        {
            await trace.WaitGateAsync("the first job may end");
            finished.Add(Square(number, trace));
        }
    }

    private static int Square(int number, ITrace trace)
    {
        trace.Event("done", item: number);
        return number * number;
    }
}
