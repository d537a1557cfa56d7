using System.Diagnostics;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Children that meet, and end in the reverse order: who was collected when, with which code, and was each at its end?
/// </summary>
/// <remarks>
/// A child ends when the next one has ended and the parent is at rest: who waits for one of them only is too early.
/// </remarks>
public static class ProcessFanOutScene
{
    public sealed record Parameters(string Variant, int[] ExitCodes);

    public sealed record Output(int?[] ExitCodes, int[] Failed, int Over, int[] Early, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters given, ITrace watch)
    {
        using var notes = new Notes();
        var (codes, early) = (new SortedDictionary<int, int>(), new List<int>());
        var command = Children.Command(
            typeof(Worker),
            typeof(ProcessFanOut),
            notes.Path,
            given.Variant,
            $"{given.ExitCodes.Length}",
            $"{Environment.ProcessId}");
        Process[] children = [.. given.ExitCodes.Select((code, number) =>
            new Process { StartInfo = ExampleProcess.StartInfo(command, watch, $"{number}", $"{code}") })];
        var error = await Children.PatientOutcome(() => given.Variant switch
        {
            "one-by-one" => ProcessFanOut.OneByOneAsync(children, Collected),
            "join-in-order" => ProcessFanOut.JoinInOrderAsync(children, Collected),
            _ => ProcessFanOut.AsTheyEndAsync(children, Collected),
        });
        var over = notes.Lines().Length;
        await Ends.KillAllAsync(children);
        int?[] all =
            [.. children.Select((_, number) => codes.TryGetValue(number, out var code) ? code : (int?)null)];
        int[] failed = [.. codes.Where(one => one.Value != 0).Select(one => one.Key)];
        return new Output(all, failed, over, [.. early], error);

        void Collected(int number, int code)
        {
            if (Children.StateOf(children[number].Id) is not ("Z" or "gone"))
            {
                early.Add(number);
            }

            codes.TryAdd(number, code);
            watch.Event("collected", item: number);
            watch.OpenGate($"{number} collected");
        }
    }

    /// <summary>A child: it meets the others, and ends in its turn.</summary>
    private static class Worker
    {
        public static int Main(string[] args)
        {
            var (watch, notes, alone) =
                (TraceAddress.TraceFromEnvironment(), new Notes(args[0]), args[1] == "one-by-one");
            var (together, parent, number) = (int.Parse(args[2]), int.Parse(args[3]), int.Parse(args[4]));
            using (watch.Span("at work", number))
            {
                var met = watch.Rendezvous("all at work", alone ? 1 : together);
                var next = $"{number + 1}"; // the one that ends before this one
                if (met && !alone && watch.Observed && number < together - 1
                    && watch.WaitGate($"{next} {(args[1] == "as-they-end" ? "collected" : "over")}"))
                {
                    foreach (var line in notes.Lines().Where(line => line[1] == next))
                    {
                        Ends.Seen(int.Parse(line[2]), Children.Limit);
                    }

                    Waiting.Quiet(parent);
                }
            }

            notes.Add("over", number, Environment.ProcessId);
            watch.OpenGate($"{number} over");
            return int.Parse(args[5]);
        }
    }
}
