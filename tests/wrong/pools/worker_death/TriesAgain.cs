using System.Diagnostics;

namespace Parallax.Wrong.Pools.WorkerDeath;

/// <summary>Hands the lost job to the next worker, although the job itself is what kills its worker.</summary>
public static class TriesAgain
{
    public sealed record Parameters(string Variant, int X);

    public sealed record Output(string? Lost, int? Behind, string? Refused, int? Again);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var (lost, again, refused) = ((string?)null, (int?)null, (string?)null);
        var jobs = $"die\n{state.X} a new job";
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var worker = Start(trace);
            await worker.StandardInput.WriteLineAsync(jobs);
            trace.OpenGate("both are handed over");
            lost = await worker.StandardOutput.ReadLineAsync() is null ? "end-of-stream" : null;
            again = Number(await worker.StandardOutput.ReadLineAsync());
            await worker.WaitForExitAsync();
            try
            {
                await worker.StandardInput.WriteLineAsync($"{state.X} one more");
            }
            catch (IOException)
            {
                refused = "broken-pipe";
            }
        }

        return new Output(lost, Behind: null, refused, again);
    }

    private static Process Start(ITrace trace)
    {
        var start = ExampleProcess.StartInfo(typeof(TriesAgain), trace);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        var worker = Process.Start(start)!;
        worker.StandardInput.AutoFlush = true;
        return worker;
    }

    private static int? Number(string? line) => line is null ? null : int.Parse(line);

    public static void Child(string[] args, ITrace trace)
    {
        while (Console.ReadLine() is { } line)
        {
            if (line == "die")
            {
                trace.WaitGate("both are handed over");
                trace.Event("at work", item: "the doomed job");
                Process.GetCurrentProcess().Kill();
            }

            var job = line.Split(' ', 2);
            trace.Event("at work", item: job[1]);
            Console.WriteLine(int.Parse(job[0]) * int.Parse(job[0]));
        }
    }
}
