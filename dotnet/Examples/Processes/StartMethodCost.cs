using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>What does a new process find of its parent's changes, and what does each way to start cost?</summary>
/// <remarks>
/// .NET can only start a program from the beginning, like Python's <c>spawn</c>: the child does not have its
/// parent's changes. There is no fork: it copies one thread only, and the runtime needs its other threads. A
/// program starts faster if there is less to compile (ReadyToRun, Native AOT). Measure more than one run.
/// </remarks>
public static class StartMethodCost
{
    public static string Greeting { get; set; } = "as at the start";

    public static async Task<string?[]> SpawnAsync(int count, IReadOnlyList<string> command)
    {
        Process[] children =
            [.. Enumerable.Range(0, count).Select(number => Start([.. command, $"{number}"]))];
        var replies = await Task.WhenAll(children.Select(child => child.StandardOutput.ReadLineAsync()));
        foreach (var child in children)
        {
            await child.WaitForExitAsync();
            child.Dispose();
        }

        return replies;
    }

    /// <summary>Threads share everything, and cost next to nothing.</summary>
    public static string?[] Thread(int count, Func<int, string> job)
    {
        var replies = new string?[count];
        Thread[] children =
            [.. replies.Select((_, number) => new Thread(() => replies[number] = job(number)))];
        foreach (var child in children)
        {
            child.Start();
        }

        foreach (var child in children)
        {
            child.Join();
        }

        return replies;
    }

    private static Process Start(string[] command) =>
        Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;

    private static string Look(int number) => $"child {number} finds it {Greeting}";

    /// <summary>With an argument it is a child.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var number])
        {
            Console.WriteLine(Look(int.Parse(number)));
            return;
        }

        Greeting = "as changed";
        var watch = Stopwatch.StartNew();
        var replies = await SpawnAsync(2, [Environment.ProcessPath!]);
        Console.WriteLine($"spawn: {string.Join(", ", replies)}, {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        Console.WriteLine($"thread: {string.Join(", ", Thread(2, Look))}, {watch.ElapsedMilliseconds} ms");
    }
}
