using System.Diagnostics;
using System.Text;

namespace Parallax.Examples;

/// <summary>How does a program start another process, hear from it, and learn that it has ended?</summary>
/// <remarks>
/// A child process has its own memory: what it has to say must be sent, here through its standard output. To
/// hear from a child and to wait for its end are two steps. While the child runs, <c>ExitCode</c>
/// throws. A child is a program, often the same one with other arguments; Python's
/// <c>multiprocessing</c> can run a function in a new process. Most C# code uses a task, which shares the
/// memory of its program, and has no exit code.
/// </remarks>
public static class ProcessSpawnJoin
{
    public sealed record Heard(string? Message, int Pid, int ExitCode);

    /// <summary>The child's output is text, in an encoding that both sides know.</summary>
    public static async Task<Heard> FunctionAsync(IReadOnlyList<string> command, string name, int exitCode)
    {
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), name, $"{exitCode}"])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var child = Process.Start(start)!;
        var message = await child.StandardOutput.ReadLineAsync();
        await child.WaitForExitAsync(); // it has sent its message, but may still run
        return new(message, child.Id, child.ExitCode);
    }

    /// <summary>The result comes back as it is: nothing has to be sent.</summary>
    public static async Task<string> ThreadAsync(Func<string, string> greeting, string name) =>
        await Task.Run(() => greeting(name));

    public static string Greeting(string name) => $"child {name}";

    /// <summary>With a name and an exit code it is the child.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is [var name, var exitCode])
        {
            Console.OutputEncoding = Encoding.UTF8;
            Console.WriteLine(Greeting(name));
            return int.Parse(exitCode);
        }

        Console.WriteLine($"process: {await FunctionAsync([Environment.ProcessPath!], "anna", 3)}");
        Console.WriteLine($"thread: {await ThreadAsync(Greeting, "anna")}");
        return 0;
    }
}
