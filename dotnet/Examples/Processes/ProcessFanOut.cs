using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>How does a program start several processes, wait for all of them, and learn which ones failed?</summary>
/// <remarks>
/// Start all, then wait for all: the wait for the slowest covers all others. To see each end when it comes,
/// use <c>Task.WhenEach</c>; Python waits for the children's sentinels. <c>WaitForExitAsync</c> does not tell
/// how a child ended: look at <c>ExitCode</c>, or a failure goes unnoticed.
/// </remarks>
public static class ProcessFanOut
{
    /// <summary>Only one child runs at a time.</summary>
    public static async Task OneByOneAsync(Process[] children, Action<int, int> collected)
    {
        foreach (var (number, child) in children.Index())
        {
            child.Start();
            await child.WaitForExitAsync();
            collected(number, child.ExitCode);
        }
    }

    /// <summary>All children run at the same time; they are collected in the order of starting.</summary>
    public static async Task JoinInOrderAsync(Process[] children, Action<int, int> collected)
    {
        foreach (var child in children)
        {
            child.Start();
        }

        foreach (var (number, child) in children.Index())
        {
            await child.WaitForExitAsync();
            collected(number, child.ExitCode);
        }
    }

    /// <summary>They are collected in the order in which they end.</summary>
    public static async Task AsTheyEndAsync(Process[] children, Action<int, int> collected)
    {
        await foreach (var ended in Task.WhenEach(children.Select(RunAsync))) // Select starts all of them
        {
            var number = await ended;
            collected(number, children[number].ExitCode);
        }
    }

    private static async Task<int> RunAsync(Process child, int number)
    {
        child.Start();
        await child.WaitForExitAsync();
        return number; // a task that has ended tells which child it belongs to
    }

    /// <summary>With an exit code it is the child.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is [var exitCode])
        {
            return int.Parse(exitCode);
        }

        Func<Process[], Action<int, int>, Task>[] ways = [OneByOneAsync, JoinInOrderAsync, AsTheyEndAsync];
        foreach (var way in ways)
        {
            Console.WriteLine($"{way.Method.Name}: child and exit code");
            await way([Child(0), Child(3), Child(0)], (number, code) => Console.WriteLine($"  {number} {code}"));
        }

        return 0;

        static Process Child(int code) => new() { StartInfo = new(Environment.ProcessPath!, [$"{code}"]) };
    }
}
