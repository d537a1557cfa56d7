using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>How do I do a few different jobs at once, and go on when all are done?</summary>
/// <remarks>
/// This is task parallelism: a few jobs that have nothing to do with one another. Jobs that block get a
/// thread each from <c>Parallel.Invoke</c>; jobs that await belong to <c>Task.WhenAll</c>.
/// <c>Parallel.Invoke</c> takes actions, so it drops the task of an async job: the job has begun, and nothing
/// waits for it. Python has not even begun such a job. If two jobs fail, <c>Parallel.Invoke</c> throws both
/// errors in an <c>AggregateException</c>, and <c>await</c> on WhenAll throws one of them. In Python a
/// TaskGroup raises both, and a loop over futures raises the first.
/// </remarks>
public static class ParallelInvoke
{
    public static void OneByOne(Action[] jobs)
    {
        foreach (var job in jobs)
        {
            job();
        }
    }

    /// <summary>Jobs that block: each has a thread, and this waits for all.</summary>
    public static void Invoke(Action[] jobs) => Parallel.Invoke(jobs);

    /// <summary>Jobs that await: no thread waits for them.</summary>
    public static async Task AwaitedAsync(Func<Task>[] jobs)
    {
        await Task.WhenAll(jobs.Select(job => job()));
    }

    /// <summary>Wrong: these jobs await, and the task that each returns is dropped.</summary>
    public static void Dropped(Func<Task>[] jobs) => Parallel.Invoke([.. jobs.Select(job => (Action)(() => job()))]);

    /// <summary>Wrong: each job has begun, and nobody waits for its end or sees its error.</summary>
    public static void LetGo(Func<Task>[] jobs)
    {
        foreach (var job in jobs)
        {
            _ = job();
        }
    }

    public static async Task Main()
    {
        Action[] blocking = [() => Thread.Sleep(200), () => Thread.Sleep(200)];
        Func<Task>[] awaiting = [() => Task.Delay(200), () => Task.Delay(200)];
        await ShowAsync("one by one", () => Task.Run(() => OneByOne(blocking)));
        await ShowAsync("invoke", () => Task.Run(() => Invoke(blocking)));
        await ShowAsync("awaited", () => AwaitedAsync(awaiting));
        await ShowAsync("dropped", () => Task.Run(() => Dropped(awaiting)));
        await ShowAsync("let go", () => Task.Run(() => LetGo(awaiting)));
    }

    private static async Task ShowAsync(string name, Func<Task> call)
    {
        var begun = Stopwatch.GetTimestamp();
        await call();
        Console.WriteLine($"{name}: two jobs of 0.2 s took {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s");
    }
}
