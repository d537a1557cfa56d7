using System.Collections.Concurrent;
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
/// <c>BlockingCollection</c> is older, and blocks a thread: <c>CompleteAdding</c> closes it, and
/// <c>Thread.Join</c> with a limit says by <c>false</c> that the time was too short.
/// </para>
/// </remarks>
public static class PoolLifecycleErrors
{
    public sealed record Parameters(string Variant, int Jobs, int WaitMs);

    public sealed record Output(
        string? JoinBeforeClose, string? JoinWithTimeout, string? SubmitAfterClose, IReadOnlyList<int> Finished);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var patience = TimeSpan.FromMilliseconds(state.WaitMs);
        // Threads block whoever joins them, so that goes to a thread of the pool.
        return state.Variant == "pool"
            ? await InPool(state.Jobs, patience, trace)
            : await Task.Run(() => InExecutor(state.Jobs, patience, trace));
    }

    // One reader, and the first job keeps it busy until its gate is opened.
    private static async Task<Output> InPool(int jobs, TimeSpan patience, ITrace trace)
    {
        var (early, limited, late) = ((string?)null, (string?)null, (string?)null);
        var pool = Channel.CreateUnbounded<int>();
        var finished = new List<int>();
        var worker = Work(pool.Reader, finished, trace);
        // [step: hand the jobs over]
        for (var number = 0; number < jobs; number++)
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
            await pool.Writer.WriteAsync(jobs);
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

    // Whoever waits for a thread may set a limit; nothing is broken when it runs out.
    private static Output InExecutor(int jobs, TimeSpan patience, ITrace trace)
    {
        var late = (string?)null;
        using var pool = new BlockingCollection<int>();
        var finished = new List<int>();
        var worker = new Thread(() =>
        {
            foreach (var number in pool.GetConsumingEnumerable())
            {
                trace.WaitGate("the first job may end");
                finished.Add(Square(number, trace));
            }
        });
        worker.Start();
        // [step: hand the jobs over]
        for (var number = 0; number < jobs; number++)
        {
            pool.Add(number);
        }

        // [step: join too early]
        var early = worker.Join(patience) ? null : "timeout";
        trace.OpenGate("the first job may end");
        // [step: close and join]
        pool.CompleteAdding();
        worker.Join();
        trace.Event("closed");
        // [step: hand a job over too late]
        try
        {
            pool.Add(jobs);
        }
        catch (InvalidOperationException)
        {
            late = "closed";
        }

        return new Output(early, JoinWithTimeout: null, late, finished);
    }

    // [step: the job]
    private static int Square(int number, ITrace trace)
    {
        trace.Event("done", item: number);
        return number * number;
    }
}
