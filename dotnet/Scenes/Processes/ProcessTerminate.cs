using System.Diagnostics;
using System.Runtime.InteropServices;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A child that tidies up slowly, or is deaf, is told to end: how did it, and did the program see its end?
/// </summary>
public static class ProcessTerminateScene
{
    public sealed record Parameters(string Variant, int GraceMs);

    public sealed record Output(
        bool AliveBefore,
        bool AliveAfter,
        bool NeededForce,
        int? RawExit,
        string? Signal,
        bool CleanedUp,
        string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters given, ITrace watch)
    {
        using var notes = new Notes();
        var variant = given.Variant;
        var command = Children.Command(typeof(Worker), typeof(ProcessTerminate), notes.Path, variant);
        var start = ExampleProcess.StartInfo(command, watch);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        var heard = await child.StandardOutput.ReadLineAsync();
        watch.Event("step", item: heard);
        var grace = variant == "deaf"
            ? TimeSpan.FromMilliseconds(100)
            : TimeSpan.FromMilliseconds(given.GraceMs);
        var aliveBefore = !child.HasExited;
        watch.Event("step", item: "told to end");
        var call = watch.Span("call");
        (int? code, var error) = await Children.PatientOutcome(async () => (int?)await (variant switch
        {
            "kill" => ProcessTerminate.KillAsync(child, grace),
            "ask" => ProcessTerminate.AskAsync(child, child.StandardInput, grace),
            _ => ProcessTerminate.TerminateAsync(child, grace),
        }));
        call.Dispose();
        var aliveAfter = Children.StateOf(child.Id) is not ("Z" or "gone");
        watch.Event("step", item: "ended");
        child.Kill(entireProcessTree: true);
        await child.WaitForExitAsync();
        var signal = child.ExitCode switch { 128 + 9 => "SIGKILL", 128 + 15 => "SIGTERM", _ => null };
        var tidy = notes.Lines().Length > 0;
        return new Output(
            aliveBefore, aliveAfter, signal == "SIGKILL" && variant != "kill", code, signal, tidy, error);
    }

    /// <summary>The child: the example's own, with a clean-up that takes its time; or deaf.</summary>
    private static class Worker
    {
        public static async Task Main(string[] args)
        {
            var watch = TraceAddress.TraceFromEnvironment();
            await (args[1] switch
            {
                "handler" => ProcessTerminate.WorkWithHandlerAsync(CleanUp),
                "deaf" => DeafAsync(),
                _ => ProcessTerminate.WorkAsync(CleanUp),
            });

            void CleanUp()
            {
                if (watch.Observed)
                {
                    Thread.Sleep(150);
                }

                new Notes(args[0]).Add("cleaned", "up");
                watch.Event("step", item: "cleaned up");
            }
        }

        private static async Task DeafAsync()
        {
            using var deaf = PosixSignalRegistration.Create(
                PosixSignal.SIGTERM, signal => signal.Cancel = true);
            Console.WriteLine("at work");
            await Task.Delay(TimeSpan.FromMinutes(1));
        }
    }
}
