namespace Parallax.Props;

/// <summary>
/// A program that others start is seen from outside: which process it was, and whether its end was waited for.
/// </summary>
/// <remarks>
/// <code>
/// using var seen = new Wrapped(command, watch);
/// await Example.StartedAsync(seen.Command);
/// (seen.Pids, seen.Ended)   // the processes that ran; how many have ended, a moment after their last word
/// </code>
/// In observed trials the first word of the command is a script that runs the program, notes it, and ends a moment
/// later. In timed trials it is the program itself.
/// </remarks>
public sealed class Wrapped : IDisposable
{
    private readonly Notes? _notes;

    /// <summary>A command to be looked at.</summary>
    public Wrapped(IReadOnlyList<string> command, ITrace watch)
    {
        Command = command;
        if (!watch.Observed || OperatingSystem.IsWindows())
        {
            return;
        }

        _notes = new Notes();
        var script = $"{_notes.Path}.sh";
        File.WriteAllText(script, $"""
            #!/bin/sh
            {Quoted(command[0])} "$@" &
            echo began $! >> {Quoted(_notes.Path)}
            wait $!
            code=$?
            sleep 0.1
            [ -e {Quoted(_notes.Path)} ] && echo ended $code >> {Quoted(_notes.Path)}
            exit $code

            """);
        File.SetUnixFileMode(
            script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Command = [script, .. command.Skip(1)];
    }

    /// <summary>What to start.</summary>
    public IReadOnlyList<string> Command { get; }

    /// <summary>The processes that ran by it.</summary>
    public int[] Pids => [.. Lines("began").Select(words => int.Parse(words[1]))];

    /// <summary>How many of them have ended.</summary>
    public int Ended => Lines("ended").Count();

    /// <summary>The script is needed no more.</summary>
    public void Dispose()
    {
        if (_notes is not null)
        {
            // One that was left running is waited for.
            for (var looks = 0; looks < 400 && Ended < Pids.Length; looks++)
            {
                Thread.Sleep(5);
            }

            File.Delete(Command[0]);
            _notes.Dispose();
        }
    }

    private static string Quoted(string word) => $"'{word.Replace("'", @"'\''")}'";

    private IEnumerable<string[]> Lines(string what) =>
        _notes is null ? [] : _notes.Lines().Where(words => words[0] == what);
}
