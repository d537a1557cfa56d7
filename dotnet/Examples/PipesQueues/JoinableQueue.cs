using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;

namespace Parallax.Examples;

/// <summary>The queue is empty: is the work done as well, and how do I wait for that?</summary>
/// <remarks>
/// A queue is empty when the last job has been taken, and done when it has been finished. A
/// <c>CountdownEvent</c> counts the second: workers signal each job that is finished, and <c>Wait</c> waits
/// for all. If one signal is missing, it waits forever. An <c>ActionBlock</c> is a queue with its workers,
/// and counts by itself. Python's queues have <c>task_done</c> and <c>join</c>.
/// </remarks>
public static class JoinableQueue
{
    /// <summary>Work off a BlockingCollection; <c>unfinished</c> starts at the number of jobs.</summary>
    public static void Threads(
        BlockingCollection<int> jobs, CountdownEvent unfinished, IEnumerable<int> numbers,
        int workers, Action<int> work, Action report)
    {
        void WorkOff()
        {
            foreach (var number in jobs.GetConsumingEnumerable())
            {
                work(number);
                unfinished.Signal();
            }
        }

        List<Thread> crew = [.. Enumerable.Range(0, workers).Select(_ => new Thread(WorkOff))];
        crew.ForEach(worker => worker.Start());
        foreach (var number in numbers)
        {
            jobs.Add(number);
        }

        unfinished.Wait();
        report(); // all jobs are done
        jobs.CompleteAdding(); // ends the workers
        crew.ForEach(worker => worker.Join());
    }

    /// <summary>Work off an ActionBlock; no job has to report.</summary>
    public static async Task TasksAsync(IEnumerable<int> numbers, int workers, Func<int, Task> work, Action report)
    {
        var jobs = new ActionBlock<int>(work, new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = workers });
        foreach (var number in numbers)
        {
            jobs.Post(number);
        }

        jobs.Complete(); // no more jobs will come
        await jobs.Completion;
        report();
    }

    public static async Task Main()
    {
        using var jobs = new BlockingCollection<int>();
        using var unfinished = new CountdownEvent(3);
        Threads(jobs, unfinished, [0, 1, 2], 2, Console.WriteLine, () => Console.WriteLine("all done"));
        Func<int, Task> work = number => Console.Out.WriteLineAsync($"task {number}");
        await TasksAsync([0, 1, 2], 2, work, () => Console.WriteLine("all done"));
    }
}
