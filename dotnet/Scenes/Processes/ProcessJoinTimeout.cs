using System.Diagnostics;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A child works until it is let go, and takes a moment to end: what was its parent told, and did it wait for the end?
/// </summary>
/// <remarks>A parent that waits for ever is let go by force, and that is marked.</remarks>
public static class ProcessJoinTimeoutScene
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(150);

    public sealed record Parameters(string Variant, int WaitMs, int ExitWith);

    /// <param name="ExitCodeSoFar">A number, or what became of asking for it.</param>
    public sealed record Output(
        string? JoinBeforeStart, bool? FinishedInTime, object? ExitCodeSoFar, int? ExitCode, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters given, ITrace watch)
    {
        var end = given.Variant == "raises" ? "throw" : $"{given.ExitWith}";
        var start = ExampleProcess.StartInfo(
            Children.Command(typeof(Child), typeof(ProcessJoinTimeout), end), watch);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var child = new Process { StartInfo = start };
        if (given.Variant == "not-started")
        {
            var (refused, other) = await Children.Outcome(() => Task.FromResult(NotStarted(child)));
            return new Output(refused ?? other, null, null, null, null);
        }

        child.Start();
        child.StandardInput.AutoFlush = true;
        var complaints = child.StandardError.ReadToEndAsync();
        await child.StandardOutput.ReadLineAsync();
        var inTime = given.Variant == "in-time";
        if (inTime)
        {
            await child.StandardInput.WriteLineAsync("go on");
        }

        var limit = inTime ? Children.Limit : TimeSpan.FromMilliseconds(given.WaitMs);
        using var rescue = new Rescue(child, TimeSpan.FromSeconds(2));
        var join = watch.Span("join");
        var (seen, error) = await Children.Outcome(
            () => Task.FromResult(ProcessJoinTimeout.TimedJoin(child, limit, () => LetGo(child, watch))));
        join.Dispose();
        error ??= rescue.Used ? "rescued" : null;
        rescue.Dispose(); // what follows may take its time
        watch.Event("step", item: "joined");
        child.Kill();
        await child.WaitForExitAsync();
        await complaints;
        object? soFar = seen?.Refused is null ? seen?.CodeSoFar : "invalid-state";
        return new Output(null, seen?.InTime, soFar, seen?.Code, error);
    }

    private static string? NotStarted(Process child)
    {
        try
        {
            ProcessJoinTimeout.NotStarted(child);
            return null;
        }
        catch (InvalidOperationException refused)
            when (refused.Message == LibrarysWord())
        {
            return "invalid-state"; // not the text's own
        }
    }

    private static string LibrarysWord()
    {
        try
        {
            new Process().WaitForExit();
            return "";
        }
        catch (InvalidOperationException refused)
        {
            return refused.Message;
        }
    }

    private static void LetGo(Process child, ITrace watch)
    {
        watch.Event("step", item: "let go");
        try
        {
            child.StandardInput.WriteLine("go on");
        }
        catch (IOException)
        {
            // it has ended: nobody reads that
        }
    }

    /// <summary>The example's own child; once it was told to go on, it takes a moment to end.</summary>
    private static class Child
    {
        public static int Main(string[] args)
        {
            var watch = TraceAddress.TraceFromEnvironment();
            watch.Event("step", item: "at work");
            Console.SetIn(new Orders(Console.In, watch));
            return ProcessJoinTimeout.Main(args);
        }
    }

    private sealed class Orders(TextReader orders, ITrace watch) : TextReader
    {
        public override string? ReadLine()
        {
            var line = orders.ReadLine();
            Thread.Sleep(Moment);
            watch.Event("step", item: "ends");
            return line;
        }
    }
}
