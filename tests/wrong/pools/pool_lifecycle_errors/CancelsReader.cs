using System.Threading.Channels;

namespace Parallax.Wrong.Pools.PoolLifecycleErrors;

/// <summary>Cancels the reader instead of completing the channel: what was accepted is not done any more.</summary>
public static class CancelsReader
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
        using var stop = new CancellationTokenSource();
        var worker = Work(pool.Reader, finished, trace, stop.Token);
        for (var number = 0; number < state.Jobs; number++)
        {
            await pool.Writer.WriteAsync(number);
        }

        try
        {
            await worker.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            early = "timeout";
        }

        stop.Cancel();
        trace.Event("closed");
        try
        {
            await pool.Writer.WriteAsync(state.Jobs);
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

    private static async Task Work(
        ChannelReader<int> jobs, List<int> finished, ITrace trace, CancellationToken stop)
    {
        await foreach (var number in jobs.ReadAllAsync(CancellationToken.None))
        {
            await trace.WaitGateAsync("the first job may end", CancellationToken.None);
            if (stop.IsCancellationRequested)
            {
                return;
            }

            finished.Add(Square(number, trace));
        }
    }

    private static int Square(int number, ITrace trace)
    {
        trace.Event("done", item: number);
        return number * number;
    }
}
