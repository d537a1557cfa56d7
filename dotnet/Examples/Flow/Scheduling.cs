using System.Threading.Channels;

namespace Parallax.Examples;

/// <summary>Several jobs are waiting: what decides which of them runs next?</summary>
/// <remarks>
/// A channel hands out jobs as they came (FIFO), a prioritised one (.NET 9) the most urgent first. None of
/// them interrupts a job that runs: an urgent one that comes meanwhile is next, not now. Neither a
/// prioritised channel nor a <c>PriorityQueue</c> keeps the order of arrival among equals; a number does.
/// Python has <c>sched</c> for due times; here <c>PriorityQueue</c> and <c>Task.Delay</c> do it, and a test
/// gives a <c>TimeProvider</c> that does not wait.
/// </remarks>
public static class Scheduling
{
    /// <summary>What waits; a small priority is an urgent one.</summary>
    public sealed record Job(string Name, int Priority, TimeSpan Due);

    /// <summary>First in, first out; <paramref name="work"/> may put further jobs in.</summary>
    public static async Task ArrivalAsync(IEnumerable<Job> jobs, Func<Job, Action<Job>, Task> work)
    {
        var waiting = Channel.CreateUnbounded<Job>();
        void Put(Job job) => waiting.Writer.TryWrite(job);

        foreach (var job in jobs)
        {
            Put(job);
        }

        while (waiting.Reader.TryRead(out var next))
        {
            await work(next, Put);
        }
    }

    /// <summary>The most urgent first, and those of the same priority as they came.</summary>
    public static async Task PriorityAsync(IEnumerable<Job> jobs, Func<Job, Action<Job>, Task> work)
    {
        var urgentFirst = Comparer<(int, int, Job)>.Create((one, other) =>
            (one.Item1, one.Item2).CompareTo((other.Item1, other.Item2)));
        var waiting = Channel.CreateUnboundedPrioritized<(int, int, Job)>(new() { Comparer = urgentFirst });
        var number = 0;
        void Put(Job job) => waiting.Writer.TryWrite((job.Priority, number++, job));

        foreach (var job in jobs)
        {
            Put(job);
        }

        while (waiting.Reader.TryRead(out var urgent))
        {
            await work(urgent.Item3, Put);
        }
    }

    /// <summary>Each when it is due.</summary>
    public static async Task DueAsync(IEnumerable<Job> jobs, Func<Job, Action<Job>, Task> work, TimeProvider clock)
    {
        var (waiting, start, number) = (new PriorityQueue<Job, (TimeSpan, int, int)>(), clock.GetTimestamp(), 0);
        void Put(Job job) => waiting.Enqueue(job, (job.Due, job.Priority, number++));

        foreach (var job in jobs)
        {
            Put(job);
        }

        while (waiting.TryDequeue(out var earliest, out _))
        {
            var early = earliest.Due - clock.GetElapsedTime(start);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, clock);
            }

            await work(earliest, Put);
        }
    }

    public static async Task Main()
    {
        Job[] jobs = [new("mail", 2, Ms(200)), new("backup", 3, Ms(100)), new("call", 1, Ms(300))];
        Console.WriteLine("by arrival");
        await ArrivalAsync(jobs, Show);
        Console.WriteLine("by priority");
        await PriorityAsync(jobs, Show);
        Console.WriteLine("by due time");
        await DueAsync(jobs, Show, TimeProvider.System);

        static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
        static Task Show(Job job, Action<Job> put) => Console.Out.WriteLineAsync(job.Name);
    }
}
