using System.Diagnostics;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A program that answers, writes more errors than a pipe holds, and ends, or hangs until it is killed.
/// </summary>
/// <remarks>
/// One that hangs has given its answer before the limit begins to run. A program that nobody kills, or whose pipe
/// nobody reads, ends itself after two seconds, with a code of its own.
/// </remarks>
public static class SubprocessTimeoutScene
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    public sealed record Parameters(string Variant, string Question, int TimeoutMs, int Warnings);

    public sealed record Output(string Heard, string? Error, bool LeftAlive, string Ended, int? ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        using var notes = new Notes();
        var manner = state.Variant == "answers" ? "ends" : "hangs";
        string[] arguments = [notes.Path, manner, $"{state.Warnings}", state.Question];
        var command = Children.Command(typeof(Child), typeof(SubprocessTimeout), arguments);
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var child = Process.Start(start)!;
        for (
            var looks = 0;
            manner == "hangs" && looks < 10_000 && !notes.Lines().Any(line => line is ["said"]);
            looks++)
        {
            await Task.Delay(1);
        }

        var limit = manner == "ends" ? Long : TimeSpan.FromMilliseconds(state.TimeoutMs);
        var call = watch.Span("call");
        var (told, error) = await Children.Outcome(
            async () => ((bool, string, int)?)await SubprocessTimeout.LimitedAsync(child, limit));
        call.Dispose();
        watch.Event("told", value: error ?? (told is (false, _, _) ? "timeout" : "in time"));
        string[] noted = [.. notes.Lines().Select(line => line[0])];
        var alive = Children.StateOf(child.Id) is not ("gone" or "Z" or "X");
        if (alive)
        {
            child.Kill();
            await child.WaitForExitAsync();
        }

        var (inTime, heard, code) = told is var (one, two, three)
            ? (one, two, three)
            : (true, "", (int?)null);
        var ended = noted.Contains("rescued") ? "rescued" : noted.Contains("ended") ? "by itself" : "killed";
        return new Output(heard.Trim(), error ?? (inTime ? null : "timeout"), alive, ended, code);
    }

    private static class Child
    {
        public static async Task Main(string[] args)
        {
            var notes = new Notes(args[0]);
            using var rescue = new Timer(
                _ => GiveUp(), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
            Console.WriteLine(args[3].ToUpperInvariant());
            notes.Add("said");
            for (var number = 0; number < int.Parse(args[2]); number++)
            {
                Console.Error.WriteLine($"warning {number}");
            }

            if (args[1] == "hangs")
            {
                await Task.Delay(Long);
            }

            notes.Add("ended");

            void GiveUp()
            {
                notes.Add("rescued");
                Environment.Exit(75);
            }
        }
    }
}
