using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>What does a timed wait for a child process tell, and when does the child have an exit code?</summary>
/// <remarks>
/// <c>WaitForExit</c> with a timeout returns whether the child has ended; Python's <c>join</c> returns None.
/// While the child runs, <c>ExitCode</c> throws: ask <c>HasExited</c> first. A child's exit code is what its
/// <c>Main</c> returns. After an unhandled exception the child dies of SIGABRT on Linux and macOS: its exit
/// code is 134. Only a process that was started can be waited for.
/// </remarks>
public static class ProcessJoinTimeout
{
    public sealed record Seen(bool InTime, int? CodeSoFar, InvalidOperationException? Refused, int Code);

    public static Seen TimedJoin(Process child, TimeSpan limit, Action letGo)
    {
        var inTime = child.WaitForExit(limit);
        var (codeSoFar, refused) = CodeOf(child);
        letGo();
        child.WaitForExit();
        return new(inTime, codeSoFar, refused, child.ExitCode);
    }

    public static void NotStarted(Process child) => child.WaitForExit(); // InvalidOperationException

    private static (int? Code, InvalidOperationException? Refused) CodeOf(Process child)
    {
        try
        {
            return (child.ExitCode, null);
        }
        catch (InvalidOperationException tooEarly)
        {
            return (null, tooEarly);
        }
    }

    /// <summary>With an argument it is the child.</summary>
    public static int Main(string[] args)
    {
        if (args is [var end])
        {
            Console.WriteLine("at work");
            Console.ReadLine();
            return end == "throw" ? throw new InvalidOperationException("out of paper") : int.Parse(end);
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!, ["3"]) { RedirectStandardInput = true };
        using var child = Process.Start(start)!;
        var limit = TimeSpan.FromMilliseconds(100);
        var seen = TimedJoin(child, limit, () => child.StandardInput.WriteLine("go on"));
        Console.WriteLine($"in time: {seen.InTime}, {seen.Refused?.Message} exit code {seen.Code}");
        try
        {
            NotStarted(new Process());
        }
        catch (InvalidOperationException error)
        {
            Console.WriteLine($"not started: {error.Message}");
        }

        return 0;
    }
}
