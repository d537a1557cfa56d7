using System.Diagnostics;

namespace Parallax.Props;

/// <summary>Child programs of a scene, and what the program under judgement makes of them.</summary>
public static class Children
{
    /// <summary>Every right text has come back by then.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // where a scene holds several children one after the other
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(15);
    // nobody stands still so long for whom something is under way
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The command that starts a scene's own child program beside the example that is judged; its arguments follow.
    /// </summary>
    /// <remarks>
    /// The program is a class of the scenes with a <c>Main(string[] args)</c>; it makes ready, meets, waits, and calls
    /// the example's <c>Main</c> or another function of it. Its trace is <see
    /// cref="TraceAddress.TraceFromEnvironment"/>, if the scene has called <see cref="ExampleProcess.TraceChildren"/>.
    /// </remarks>
    /// <param name="program">The scene's class with the method <c>Main</c>.</param>
    /// <param name="example">A class of the example.</param>
    /// <param name="first">Arguments that come before those which the example gives.</param>
    public static IReadOnlyList<string> Command(Type program, Type example, params string[] first) =>
    [
        .. ExampleProcess.Worker, "scene", ExampleProcess.Named(program.Assembly),
        ExampleProcess.Named(example.Assembly), program.FullName!, .. first,
    ];

    /// <summary>Calls the program under judgement away from the caller's thread, and says what came of it.</summary>
    /// <param name="call">Calls it.</param>
    /// <param name="limit">Every right text has come back by then; <see cref="Limit"/> if nothing is said.</param>
    /// <returns>Its value, or the name of its error; "deadlock" if it never came back.</returns>
    public static async Task<(T? Value, string? Error)> Outcome<T>(
        Func<Task<T>> call, TimeSpan? limit = null)
    {
        try
        {
            var running = Task.Factory.StartNew(
                call, default, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .Unwrap();
            // Not WaitAsync: a TimeoutException would be the program's own.
            var ended = await Waiting.EndsWithin(running, limit ?? Limit).ConfigureAwait(false);
            return ended ? (await running.ConfigureAwait(false), null) : (default, "deadlock");
        }
        catch (Exception error)
        {
            return (default, error.GetType().Name);
        }
    }

    /// <summary>The same, of a call without a value.</summary>
    public static async Task<string?> Outcome(Func<Task> call) =>
        (await Outcome(async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false)).Error;

    /// <summary>
    /// As <see cref="Outcome{T}"/>; given up early when for seconds none of our children was at work, and none came or
    /// went.
    /// </summary>
    /// <returns>Its value, or the name of its error; "deadlock" if it never came back.</returns>
    public static async Task<(T? Value, string? Error)> PatientOutcome<T>(Func<Task<T>> call)
    {
        try
        {
            var running = Task.Factory.StartNew(
                call, default, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .Unwrap();
            return await ComesBack(running).ConfigureAwait(false)
                ? (await running.ConfigureAwait(false), null)
                : (default, "deadlock");
        }
        catch (Exception error)
        {
            return (default, error.GetType().Name);
        }
    }

    /// <summary>The same, of a call without a value.</summary>
    public static async Task<string?> PatientOutcome(Func<Task> call) =>
        (await PatientOutcome(async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false)).Error;

    private static async Task<bool> ComesBack(Task running)
    {
        var (clock, seen, since) = (Stopwatch.StartNew(), "", TimeSpan.Zero);
        while (!await Waiting.EndsWithin(running, Look).ConfigureAwait(false))
        {
            (int Pid, long? Spent)[] now =
                [.. Waiting.Children().Order().Select(pid => (pid, Waiting.Spent(pid)))];
            if (string.Join(' ', now) is var told && (told != seen || now.Any(one => one.Spent is null)))
            {
                (seen, since) = (told, clock.Elapsed);
            }

            if (clock.Elapsed > Patient || clock.Elapsed - since > Still)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A process's state as /proc tells it: R, S, T, Z …; "gone" where there is none.</summary>
    /// <param name="pid">The process.</param>
    public static string StateOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Trim()[..1];
        }
        catch (IOException)
        {
            return "gone";
        }
    }
}
