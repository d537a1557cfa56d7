using System.Collections.Concurrent;
using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>What does a pool of workers cost before its first job, by each way of starting them?</summary>
/// <remarks>
/// A pool starts its workers once, and they do many jobs. .NET has one pool ready, the threads of
/// <c>ThreadPool</c>. Here are two pools like Python's: a worker process reads jobs from its standard input,
/// a thread takes them from a <c>BlockingCollection</c>. .NET has no fork, and no lock like Python's GIL:
/// threads can use all cores.
/// </remarks>
public static class EmptyPool
{
    /// <summary>Each worker is a program. The end of its input tells it that no more jobs come.</summary>
    public static async Task SpawnAsync(int workers, IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true };
        Process[] pool = [.. Enumerable.Range(0, workers).Select(_ => Process.Start(start)!)];
        foreach (var worker in pool)
        {
            worker.StandardInput.Close();
        }

        foreach (var worker in pool)
        {
            await worker.WaitForExitAsync();
            worker.Dispose();
        }
    }

    /// <summary>Each worker is a thread. Its loop ends when no more jobs can be added.</summary>
    public static void Threads(int workers, Action begin)
    {
        using BlockingCollection<Action> jobs = [];
        Thread[] pool = [.. Enumerable.Range(0, workers).Select(_ => new Thread(Work))];
        foreach (var thread in pool)
        {
            thread.Start();
        }

        jobs.CompleteAdding();
        foreach (var thread in pool)
        {
            thread.Join();
        }

        void Work()
        {
            begin();
            foreach (var job in jobs.GetConsumingEnumerable())
            {
                job();
            }
        }
    }

    /// <summary>With an argument it is a worker, which waits for the end of its input.</summary>
    public static async Task Main(string[] args)
    {
        if (args.Length > 0)
        {
            await Console.In.ReadToEndAsync();
            return;
        }

        var clock = Stopwatch.StartNew();
        await SpawnAsync(2, [Environment.ProcessPath!, "worker"]);
        Console.WriteLine($"processes: {clock.ElapsedMilliseconds} ms");
        clock.Restart();
        Threads(2, () => { });
        Console.WriteLine($"threads: {clock.ElapsedMilliseconds} ms");
    }
}
