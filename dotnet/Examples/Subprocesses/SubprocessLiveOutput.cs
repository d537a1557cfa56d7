using System.Diagnostics;

namespace Parallax.Examples.Subprocesses;

/// <summary>Reads what a program prints while the program is still at work.</summary>
/// <remarks>
/// <para>
/// <c>ReadToEndAsync</c> comes back when the program has ended. Whoever wants each line when it is printed reads
/// line by line. That takes two: a program that does not flush keeps its lines in its own buffer. .NET's console
/// flushes after each write; many other programs write to a pipe in large blocks. Here the program waits for
/// a nod after each line, so no line could be read late without both standing still. Older code takes the event
/// <c>OutputDataReceived</c>, which stays silent until <c>BeginOutputReadLine</c> is called.
/// </para>
/// <para>
/// Some programs never end by themselves; on Linux, <c>ping</c> without a count is one. Then reading as it goes is
/// the only way, and the reader must end the program. Where nothing is redirected there is nothing to read,
/// however much the terminal shows.
/// </para>
/// </remarks>
public static class SubprocessLiveOutput
{
    public sealed record Parameters(string Variant, int Ticks);

    public sealed record Output(string[]? Lines, int HeardAlive, bool EndedByItself);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace) => state.Variant switch
    {
        "at-end" => await AtEnd(state.Ticks, trace),
        "live" => await Live(state.Ticks, trace),
        "endless" => await Live(state.Ticks, trace, endless: true),
        "inherited" => await Inherited(state.Ticks, trace),
        _ => throw new ArgumentException($"unknown variant {state.Variant}"),
    };

    // The input is closed at once: nobody will nod. To read and to wait go together, lest the pipe fill up.
    private static async Task<Output> AtEnd(int ticks, ITrace trace)
    {
        // [step: start it and wait for its end]
        using var child = Process.Start(Command(ticks, trace, output: true))!;
        child.StandardInput.Close();
        var printed = child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        trace.Event("ended");
        // [step: read]
        var lines = (await printed).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            trace.Event("heard", item: line);
        }

        return new Output(lines, HeardAlive: 0, child.ExitCode == 0);
    }

    // An endless program is killed after so many lines: disposing of its object would let it run on.
    private static async Task<Output> Live(int ticks, ITrace trace, bool endless = false)
    {
        var (lines, heardAlive) = (new List<string>(), 0);
        // [step: start it]
        using var child = Process.Start(Command(endless ? 0 : ticks, trace, output: true))!;
        // [step: read]
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            trace.Event("heard", item: line);
            lines.Add(line);
            heardAlive += child.HasExited ? 0 : 1;
            if (endless && lines.Count == ticks)
            {
                child.Kill();
                break;
            }

            await Nod(child);
        }

        await child.WaitForExitAsync();
        trace.Event("ended");
        return new Output([.. lines], heardAlive, child.ExitCode == 0);
    }

    // The program writes where we write, and we read nothing.
    private static async Task<Output> Inherited(int ticks, ITrace trace)
    {
        // [step: start it and wait for its end]
        using var child = Process.Start(Command(ticks, trace, output: false))!;
        child.StandardInput.Close();
        await child.WaitForExitAsync();
        trace.Event("ended");
        return new Output(null, HeardAlive: 0, child.ExitCode == 0);
    }

    private static ProcessStartInfo Command(int ticks, ITrace trace, bool output)
    {
        var start = ExampleProcess.StartInfo(typeof(SubprocessLiveOutput), trace, ticks.ToString());
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, output);
        return start;
    }

    private static async Task Nod(Process child)
    {
        await child.StandardInput.WriteLineAsync();
        await child.StandardInput.FlushAsync();
    }

    // [step: the child]
    // It ticks so many times, or without end; an endless one goes as well when nobody is there to nod.
    public static void Child(string[] args, ITrace trace)
    {
        var ticks = int.Parse(args[0]);
        for (var tick = 1; ticks == 0 || tick <= ticks; tick++)
        {
            Console.WriteLine($"tick {tick}");
            if (Console.ReadLine() is null && ticks == 0)
            {
                break;
            }
        }
    }
}
