using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// The first of two jobs kills its worker when the second was handed over: who is told, who did what in which process?
/// </summary>
/// <remarks>
/// The worker is a shell, which writes its process and each job that begins into a file, so that the scene need not
/// believe the text.
/// </remarks>
public static class WorkerDeathScene
{
    // A job that kills its worker does so when the next was handed over, which is then never begun.
    private const string Worker = """
        while read -r line; do
          case $line in
            die) echo "$$ doomed" >> "$1"; read -r next; kill -9 $$ ;;
            *) echo "$$ job" >> "$1"; echo $((line * line)) ;;
          esac
        done
        """;

    public sealed record Parameters(string Variant, int X, int WaitMs);

    public sealed record Output(
        string? Error,
        string? Lost,
        int? Behind,
        string? Refused,
        int? Again,
        IReadOnlyList<string> Began,
        int Workers);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        using var notes = new Notes();
        var call = watch.Span("call");
        var output = state.Variant == "raises"
            ? await RaisesAsync(state.X, notes, watch)
            : await DiesAsync(state.X, notes);
        call.Dispose();
        watch.Event("told");
        return output;
    }

    private static async Task<Output> DiesAsync(int x, Notes notes)
    {
        var told = await Ended.OfAsync(
            () => WorkerDeath.InExecutorAsync("die", x, ["/bin/sh", "-c", Worker, "worker", notes.Path]));
        var (lost, behind, refused, again) = told.Value;
        return Noted(notes, new Output(
            told.Error,
            told.Error is null ? lost ?? "end-of-stream" : null,
            Number(behind),
            refused is null ? null : "broken-pipe",
            Number(again),
            [],
            0));
    }

    private static async Task<Output> RaisesAsync(int x, Notes notes, ITrace watch)
    {
        var told = await Ended.OfAsync(() => WorkerDeath.RaisesAsync(Fail, Square, x));
        SpinWait.SpinUntil(() => notes.Lines().Length == 2, 1000); // a job that nobody waits for begins all the same
        var (lost, behind) = told.Value;
        return Noted(notes, new Output(
            told.Error, Ended.Category(lost), told.Error is null ? behind : null, null, null, [], 0));

        void Fail()
        {
            watch.Event("began", item: "doomed");
            notes.Add(Environment.ProcessId, "doomed");
            throw new InvalidOperationException("bad data");
        }

        int Square(int number)
        {
            using var job = watch.Span("job", item: "another");
            notes.Add(Environment.ProcessId, "job");
            return number * number;
        }
    }

    private static int? Number(string? line) => int.TryParse(line, out var number) ? number : null;

    private static Output Noted(Notes notes, Output output)
    {
        var lines = notes.Lines();
        string[] began = [.. lines.Select(line => line[1])];
        if (lines.Select(line => line[0]).Distinct().Count() is var workers && workers == 1)
        {
            Array.Sort(began, StringComparer.Ordinal); // threads of one process begin in no order
        }

        return output with { Began = began, Workers = workers };
    }
}
