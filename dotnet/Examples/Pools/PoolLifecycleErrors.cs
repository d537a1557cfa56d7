using System.Threading.Channels;

namespace Parallax.Examples.Pools;

/// <summary>Joins a pool too early, hands a job over too late, and tries to wait for a limited time.</summary>
/// <remarks>
/// <para>
/// .NET's thread pool is never closed. What can be closed is the queue that hands out the jobs: a
/// <c>Channel</c> is open, then completed, and then its reader comes to an end. <c>Complete</c> says that no
/// job comes any more; those that were accepted are still done. No rule forbids waiting for the reader
/// before that: the wait just never ends. <c>WaitAsync</c> sets a limit to any task, and ends the wait alone.
/// </para>
/// <para>
/// Older code has a <c>BlockingCollection</c> and a thread that reads it: <c>CompleteAdding</c> closes it,
/// <c>Add</c> throws afterwards, and <c>Thread.Join</c> with a limit says <c>false</c> when the time was too short.
/// </para>
/// </remarks>
public static class PoolLifecycleErrors
{
    public sealed record Parameters(string Variant, int Jobs, int WaitMs);

    public sealed record Output(
        string? JoinBeforeClose, string? JoinWithTimeout, string? SubmitAfterClose, IReadOnlyList<int> Finished);

    public static Parameters Prepare(Parameters parameters) => parameters;

    // One reader, and the first job keeps it busy until its gate is opened.
    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var patience = TimeSpan.FromMilliseconds(state.WaitMs);
        var (early, limited, late) = ((string?)null, (string?)null, (string?)null);
        var pool = Channel.CreateUnbounded<int>();
        var finished = new List<int>();
        var worker = Work(pool.Reader, finished, trace);
        // [step: hand the jobs over]
        for (var number = 0; number < state.Jobs; number++)
        {
            await pool.Writer.WriteAsync(number);
        }

        // [step: join too early]
        try
        {
            await worker.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            early = "timeout";
        }

        // [step: close]
        pool.Writer.Complete();
        trace.Event("closed");
        // [step: hand a job over too late]
        try
        {
            await pool.Writer.WriteAsync(state.Jobs);
        }
        catch (ChannelClosedException)
        {
            late = "closed";
        }

        // [step: wait for a limited time]
        try
        {
            await worker.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            limited = "timeout";
        }

        trace.OpenGate("the first job may end");
        // [step: join]
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

    // [step: the job]
    private static int Square(int number, ITrace trace)
    {
        trace.Event("done", item: number);
        return number * number;
    }
}
