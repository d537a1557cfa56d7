using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Parallax.Examples.Faults;

/// <summary>Misbehaves in the way that its variant names.</summary>
public static class Misbehaviour
{
    public sealed record Parameters(string Variant);

    public sealed record Output(object Answer);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        trace.Event("begun", item: state.Variant);
        return new Output(Misbehave(state.Variant, trace));
    }

    /// <summary>A child that waits for ever, or one that leaves such a child behind.</summary>
    public static int Child(string[] args, ITrace trace)
    {
        if (args is ["daemon"])
        {
            Process.Start(ExampleProcess.StartInfo(typeof(Misbehaviour), trace, "endless"));
            return 0;
        }

        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static object Misbehave(string variant, ITrace trace)
    {
        switch (variant)
        {
            case "hangs":
                Thread.Sleep(Timeout.Infinite);
                break;
            case "hangs-deaf":
                using (PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true))
                {
                    Thread.Sleep(Timeout.Infinite);
                }

                break;
            case "hangs-with-children":
                Start("endless", trace).WaitForExit();
                break;
            case "crashes":
                Environment.FailFast("on purpose");
                break;
            case "exits-three":
                Environment.Exit(3);
                break;
            case "exits-zero":
                Environment.Exit(0);
                break;
            case "raises":
                throw new KeyNotFoundException("nobody expected \u001b[2J this <script>");
            case "not-finite":
                return double.NaN;
            case "too-large":
                return 1L << 60;
            case "floods":
                Flood();
                break;
            case "reads-input":
                return Console.In.ReadToEnd() is { Length: > 0 } text ? text : "well";
            case "hostile-output":
                Console.Out.Flush();
                Console.OpenStandardOutput().Write("\u001b[2J\u001b]0;title\u0007 <script> ::add-path::/x | ``` \u202e\n"u8);
                Console.OpenStandardOutput().Write([0xff, 0x00, 0x0a]);
                throw new KeyNotFoundException("see my output");
            case "leaves-file":
                File.WriteAllText(Path.Combine(Path.GetTempPath(), "forgotten.txt"), "");
                break;
            case "leaves-thread":
                new Thread(() => Thread.Sleep(Timeout.Infinite)) { IsBackground = true, Name = "forgotten" }.Start();
                break;
            case "leaves-child":
                Start("endless", trace);
                break;
            case "leaves-daemon":
                Start("daemon", trace).WaitForExit();
                break;
        }

        return "well";
    }

    private static Process Start(string what, ITrace trace) =>
        Process.Start(ExampleProcess.StartInfo(typeof(Misbehaviour), trace, what))!;

    private static void Flood()
    {
        var line = new string('x', 999);
        for (var number = 0; number < 40_000; number++)
        {
            Console.Out.WriteLine(line);
            Console.Error.WriteLine(line);
        }
    }
}
