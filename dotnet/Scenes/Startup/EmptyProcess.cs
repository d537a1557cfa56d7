using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A program that says who it is and ends; from outside one sees which process it was, and its end a moment later.
/// </summary>
public static class EmptyProcessScene
{
    // The emptiest Python program.
    private const string Python = "import os, sys; print('ready', os.getpid()); sys.exit(int(sys.argv[1]))";

    public sealed record Parameters(string Variant, int ExitCode, IReadOnlyList<string>? Counterpart = null);

    public sealed record Output(
        string? Word, bool AnotherProcess, int? ExitCode, bool? Ran, bool? Over, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        IReadOnlyList<string> program = state.Variant == "other-language"
            ? [state.Counterpart![0], "-c", Python]
            : ExampleProcess.Command(typeof(EmptyProcess));
        using var seen = new Wrapped([.. program, $"{state.ExitCode}"], watch);
        var (told, error) = await Children.Outcome(
            async () => ((string, int)?)await EmptyProcess.StartedAsync(seen.Command));
        var words = (told?.Item1 ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var pid = words.Length > 1 && int.TryParse(words[1], out var number) ? number : Environment.ProcessId;
        return new Output(
            words.FirstOrDefault(),
            pid != Environment.ProcessId,
            told?.Item2,
            watch.Observed ? seen.Pids is [var only] && only == pid : null,
            watch.Observed ? seen.Ended == 1 : null,
            error);
    }
}
