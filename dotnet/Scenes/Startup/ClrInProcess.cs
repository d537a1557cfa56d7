using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>From outside one sees which process ran, and its end a moment later.</summary>
public static class ClrInProcessScene
{
    public sealed record Parameters(string Variant);

    public sealed record Output(
        string? Framework,
        bool AnotherProcess,
        bool OneWithPython,
        int? ExitCode,
        bool? Ran,
        bool? Over,
        string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        using var seen = new Wrapped([.. ExampleProcess.Command(typeof(ClrInProcess)), "child"], watch);
        var (told, error) = await Children.Outcome(
            async () => ((string, int)?)await ClrInProcess.OwnProcessAsync(seen.Command));
        var words = (told?.Item1 ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var pid = words.Length > 1 && int.TryParse(words[1], out var number) ? number : Environment.ProcessId;
        return new Output(
            words.FirstOrDefault(),
            pid != Environment.ProcessId,
            words.Length == 3 && words[1] == words[2],
            told?.Item2,
            watch.Observed ? seen.Pids is [var only] && only == pid : null,
            watch.Observed ? seen.Ended == 1 : null,
            error);
    }
}
