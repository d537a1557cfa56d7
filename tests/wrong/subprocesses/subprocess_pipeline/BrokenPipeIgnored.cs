using System.Diagnostics;

namespace Parallax.Wrong.Subprocesses.SubprocessPipeline;

/// <summary>Joins two programs by a pipe: what the first one prints is what the second one reads.</summary>
/// <remarks>
/// <para>
/// .NET cannot hand one program's pipe to another: we copy, from the pipe of the first to that of the second, while
/// both run. The second one's input has to be closed at the end, or it would wait for more. If the second program
/// ends first it is our copying that fails, with a broken pipe; the first program knows nothing of it, and we have
/// to end it. In the shell <c>ps | grep bash</c> may list the <c>grep</c> as well, for both are started at once.
/// </para>
/// <para>
/// A pipe holds some 64 kilobytes. A program that has printed so much stands still until somebody reads; to wait
/// for its end before reading is a deadlock. So reading starts first, and is awaited last.
/// </para>
/// </remarks>
public static class BrokenPipeIgnored
{
    private const int NoEnd = 0;
    private const int Full = 20_000; // lines, which are more than a pipe holds

    public sealed record Parameters(string Variant, int Numbers, string Digit, int Take, int WaitMs);

    public sealed record Output(int Lines, string? First, string? Last, int[] ExitCodes, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace) => state.Variant switch
    {
        "joined" => await Joined(state.Numbers, NoEnd, state, trace),
        "endless" => await Joined(NoEnd, state.Take, state, trace),
        "undrained" => await Undrained(state, trace),
        _ => throw new ArgumentException($"unknown variant {state.Variant}"),
    };

    private static async Task<Output> Joined(int numbers, int take, Parameters state, ITrace trace)
    {
        // [step: start both]
        using var producer = Process.Start(Command(trace, "count-up", $"{numbers}"))!;
        trace.Event("step", item: "producer started");
        using var search = Process.Start(Command(trace, "search", state.Digit, $"{take}"))!;
        trace.Event("step", item: "search started");
        var (printed, error) = (search.StandardOutput.ReadToEndAsync(), (string?)null);
        // [step: join them]
        try
        {
            await producer.StandardOutput.BaseStream.CopyToAsync(search.StandardInput.BaseStream);
            search.StandardInput.Close();
        }
        catch (IOException)
        {
            producer.StandardOutput.Close(); // taken for enough
        }

        // [step: read, and wait for both]
        await search.WaitForExitAsync();
        trace.Event("step", item: "search ended");
        using var limit = new CancellationTokenSource(500); // in fact it would wait for ever
        await producer.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        producer.Kill();
        await producer.WaitForExitAsync();
        trace.Event("step", item: "producer ended");
        return Told(await printed, [producer.ExitCode, search.ExitCode], error);
    }

    // Nobody reads while we wait, so the program cannot end while we wait.
    private static async Task<Output> Undrained(Parameters state, ITrace trace)
    {
        // [step: start one]
        using var producer = Process.Start(Command(trace, "count-up", $"{Full}"))!;
        // [step: wait before reading]
        string? error = null;
        using var limit = new CancellationTokenSource(state.WaitMs);
        try
        {
            await producer.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            trace.Event("step", item: "gave up");
            error = "deadlock";
        }

        // [step: read, and wait]
        var printed = await producer.StandardOutput.ReadToEndAsync();
        await producer.WaitForExitAsync();
        trace.Event("step", item: "producer ended");
        return Told(printed, [producer.ExitCode], error);
    }

    private static Output Told(string printed, int[] exitCodes, string? error)
    {
        var lines = printed.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        return new Output(lines.Length, lines.FirstOrDefault(), lines.LastOrDefault(), exitCodes, error);
    }

    private static ProcessStartInfo Command(ITrace trace, params string[] arguments)
    {
        var start = ExampleProcess.StartInfo(typeof(BrokenPipeIgnored), trace, arguments);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        return start;
    }

    // [step: the first child]
    private static void CountUp(int numbers)
    {
        // Console writes each line by itself; a writer of our own writes large blocks.
        using var output = new StreamWriter(Console.OpenStandardOutput());
        for (var number = 1; numbers == NoEnd || number <= numbers; number++)
        {
            output.WriteLine(number);
        }
    }

    // [step: the second child]
    private static void Search(string digit, int take)
    {
        for (var found = 0; (take == NoEnd || found < take) && Console.ReadLine() is { } line;)
        {
            if (line.Contains(digit))
            {
                Console.WriteLine(line);
                found++;
            }
        }
    }

    public static void Child(string[] args, ITrace trace)
    {
        if (args[0] == "count-up")
        {
            CountUp(int.Parse(args[1]));
        }
        else
        {
            Search(args[1], int.Parse(args[2]));
        }
    }
}
