using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Two programs note how they began and ended; one that counts to an end begins when the second is there.
/// </summary>
/// <remarks>
/// A program that nobody tells that it may stop, or that stands at a full pipe, ends itself after a few seconds, and
/// notes it.
/// </remarks>
public static class SubprocessPipelineScene
{
    private const int Full = 20_000; // lines, which are more than a pipe holds

    public sealed record Parameters(string Variant, int Numbers, string Digit, int Take, int WaitMs);

    public sealed record Output(
        int Lines,
        string? First,
        string? Last,
        bool? Together,
        string? ProducerEnd,
        bool Over,
        string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        using var notes = new Notes();
        var (endless, alone) =
            (state.Variant.StartsWith("endless", StringComparison.Ordinal), state.Variant == "undrained");
        var numbers = alone ? Full : endless ? 0 : state.Numbers;
        var first = Children.Command(
            typeof(Child),
            typeof(SubprocessPipeline),
            notes.Path,
            "producer",
            $"{numbers}",
            alone || endless ? "0" : "1");
        var take = endless ? state.Take : 0;
        var second = Children.Command(
            typeof(Child), typeof(SubprocessPipeline), notes.Path, "search", state.Digit, $"{take}");
        var ((stuck, printed), error) = await Children.Outcome(async () => state.Variant switch
        {
            "undrained" => await SubprocessPipeline.UndrainedAsync(
                first, TimeSpan.FromMilliseconds(state.WaitMs)),
            "copied" or "endless-copied" => (false, await SubprocessPipeline.CopiedAsync(first, second)),
            _ => (false, await SubprocessPipeline.JoinedAsync(first, second)),
        });
        var lines = (printed ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] noted = [.. notes.Lines().Select(line => string.Join(' ', line))];
        var end = noted.LastOrDefault(
            line => line.StartsWith("producer", StringComparison.Ordinal) && line != "producer began");
        return new Output(
            lines.Length,
            lines.FirstOrDefault(),
            lines.LastOrDefault(),
            alone || endless ? null : !noted.Contains("producer alone") && noted.Contains("search began"),
            end?.Split(' ')[1],
            (alone || noted.Contains("search ended")) && end is not null,
            error ?? (stuck ? "deadlock" : null));
    }

    private static class Child
    {
        private const int Patience = 1500; // looks, and no time: on a busy machine each of them takes longer

        public static void Main(string[] args)
        {
            var notes = new Notes(args[0]);
            void Note(string what) => notes.Add(args[1], what);
            Note("began");
            if (args[1] == "search")
            {
                RescuedAfter(Patience + 1000);
                Search(args[2], int.Parse(args[3], CultureInfo.InvariantCulture));
                Note("ended");
                return;
            }

            var waiting = Stopwatch.StartNew();
            while (args[3] == "1" && !notes.Lines().Any(line => line is ["search", "began"]))
            {
                Thread.Sleep(1);
                if (waiting.Elapsed > TimeSpan.FromSeconds(3))
                {
                    Note("alone");
                    break;
                }
            }

            RescuedAfter(Patience);
            Note(Count(int.Parse(args[2], CultureInfo.InvariantCulture)) ? "ended" : "told");

            void RescuedAfter(int sleeps) => new Thread(() =>
            {
                for (var slept = 0; slept < sleeps; slept++)
                {
                    Thread.Sleep(1);
                }

                Note("rescued");
                Environment.Exit(75);
            })
            { IsBackground = true }.Start();
        }

        // The console's own stream would swallow the error.
        private static bool Count(int numbers)
        {
            try
            {
                using var handle = new SafeFileHandle(1, ownsHandle: false);
                using var file = new FileStream(handle, FileAccess.Write, bufferSize: 0);
                using var output = new StreamWriter(file) { NewLine = "\n" };
                for (var number = 1; numbers == 0 || number <= numbers; number++)
                {
                    output.WriteLine(number);
                }

                output.Flush();
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }

        private static void Search(string digit, int take)
        {
            for (var found = 0; (take == 0 || found < take) && Console.ReadLine() is { } line;)
            {
                if (line.Contains(digit, StringComparison.Ordinal))
                {
                    Console.WriteLine(line);
                    found++;
                }
            }
        }
    }
}
