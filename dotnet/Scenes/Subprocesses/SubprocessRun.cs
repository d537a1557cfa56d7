using System.ComponentModel;
using System.Text;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// A program that warns first, prints its arguments, and notes that it ran, and where its streams went.
/// </summary>
/// <remarks>
/// It may warn so much that a pipe which nobody reads is full; then it waits no longer than a few seconds, and ends
/// with a code of its own.
/// </remarks>
public static class SubprocessRunScene
{
    public sealed record Parameters(
        string Variant, string Program, string[] Arguments, int ExitCode, int Warnings);

    public sealed record Output(
        string[]? Printed, int? Warned, int? ExitCode, string? Error, int Ran, string? WroteTo);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters given, ITrace watch)
    {
        using var notes = new Notes();
        var ours = Children.Command(typeof(Child), typeof(SubprocessRun), notes.Path);
        IReadOnlyList<string> program = given.Program == "ours" ? ours : ["parallax-no-such-program"];
        string[] command = [.. program, $"{given.ExitCode}", $"{given.Warnings}", .. given.Arguments];
        var told = await Ended.OfAsync(() => given.Variant switch
        {
            "captured" => SubprocessRun.CapturedAsync(command),
            "merged" => SubprocessRun.MergedAsync(command),
            "appended" => SubprocessRun.AppendedAsync(command),
            _ => SubprocessRun.InheritedAsync(command),
        });
        var (ended, error) =
            (told.Value, told.Thrown is Win32Exception { NativeErrorCode: 2 } ? "not-found" : told.Error);
        var ran = notes.Lines();
        var wroteTo = ran is [[var outputs, var errors, ..], ..]
            ? WroteTo(given.Variant, outputs, errors)
            : null;
        return new Output(
            Lines(ended?.Printed), Lines(ended?.Warned)?.Length, ended?.ExitCode, error, ran.Length, wroteTo);
    }

    private static string[]? Lines(string? text) => text?.Split('\n')[..^1];

    private static string WroteTo(string variant, string output, string errors) => output switch
    {
        // no /proc: nobody can tell
        "?" => variant switch { "merged" => "one pipe", "inherited" => "ours", _ => "two pipes" },
        _ when output == Link(1) => "ours",
        _ => output == errors ? "one pipe" : "two pipes",
    };

    private static string Link(int stream) =>
        Directory.Exists("/proc/self")
            ? new FileInfo($"/proc/self/fd/{stream}").LinkTarget!.Replace(' ', '_')
            : "?";

    private static class Child
    {
        public static int Main(string[] args)
        {
            using var rescue = new Timer(
                _ => Environment.Exit(75), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
            new Notes(args[0]).Add(Link(1), Link(2));
            Console.OutputEncoding = Encoding.UTF8;
            for (var number = 1; number <= int.Parse(args[2]); number++)
            {
                Console.Error.WriteLine($"warning {number}");
            }

            foreach (var argument in args[3..])
            {
                Console.WriteLine(argument);
            }

            return int.Parse(args[1]);
        }
    }
}
