using System.Diagnostics;

namespace Parallax.Props;

/// <summary>Children that a text started: when do all of them wait themselves, or have ended?</summary>
/// <remarks>
/// Seen in /proc; where there is none, half a second must do, which weakens a proof and falsifies none. A thread that
/// slept at two looks and was not woken in between has not run: how often each went to sleep is counted by the kernel,
/// so a few looks do, however short. Who is woken again and again by a clock, and does next to nothing then, is looked
/// at for longer.
/// </remarks>
public static class Waiting
{
    private const string Proc = "/proc";
    private const int LookMs = 4;
    private const int Still = 3; // looks at which nobody had run
    private const int Asleep = 25; // looks that found all asleep, whoever was woken in between

    /// <summary>The processes that this one started and that have not ended, as far as can be told.</summary>
    public static HashSet<int> Children()
    {
        var found = new HashSet<int>();
        foreach (var thread in Threads("self"))
        {
            foreach (var child in Read($"{thread}/children").Split(
                ' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (Field(Read($"{Proc}/{child}/status"), "State") is not ("" or "Z"))
                {
                    found.Add(int.Parse(child));
                }
            }
        }

        return found;
    }

    /// <summary>
    /// Waits until a task has ended, in whatever way, and no longer than a limit; says whether it has. No timer is
    /// left.
    /// </summary>
    public static async Task<bool> EndsWithin(Task task, TimeSpan limit)
    {
        using var over = new CancellationTokenSource();
        await Task.WhenAny(task, Task.Delay(limit, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        return task.IsCompleted;
    }

    /// <summary>Waits for what every right text brings about; says whether it came within ten seconds.</summary>
    /// <param name="condition">Asked at each look.</param>
    public static async Task<bool> UntilAsync(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(10);)
        {
            if (condition())
            {
                return true;
            }

            await Task.Delay(1).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>
    /// Waits until none of the children that have come since computes, nor anybody here; says whether they came to
    /// rest.
    /// </summary>
    /// <param name="before">The children that do not count.</param>
    /// <param name="atLeast">So many must have come, or nobody knows yet.</param>
    /// <param name="limitMs">After this it is given up.</param>
    /// <param name="over">Asked at each look; ends the wait.</param>
    /// <param name="looks">How many looks must find that nobody has run.</param>
    public static bool AtRest(
        HashSet<int> before, int atLeast = 2, int limitMs = 4000, Func<bool>? over = null, int looks = Still)
    {
        if (!Directory.Exists(Proc))
        {
            Thread.Sleep(500);
            return true;
        }

        var come = new HashSet<int>();
        return Settles(Look, limitMs, over, looks);

        string? Look()
        {
            int[] mine = [.. Children().Except(before).Order()];
            come.UnionWith(mine);
            var slept = mine.Select(pid => Moves($"{pid}") is { } moves ? $"{pid}:{moves}" : null).ToArray();
            return come.Count < atLeast || slept.Contains(null) || Moves("self") is null
                ? null
                : string.Join(' ', slept);
        }
    }

    /// <summary>
    /// Waits until a process has not computed for a while; at once where nobody can tell. Says whether it came to rest.
    /// </summary>
    /// <param name="pid">
    /// The process: a child's parent, say, which has then done all that it can without the child.
    /// </param>
    /// <param name="limitMs">After this it is given up.</param>
    public static bool Quiet(int pid, int limitMs = 2000) =>
        Directory.Exists(Proc) && Settles(() => Moves($"{pid}"), limitMs, over: null, Still);

    /// <summary>
    /// Whether another thread of this process has a processor, or waits for one; no where nobody can tell.
    /// </summary>
    public static bool Computes() => Directory.Exists(Proc) && Moves("self") is null;

    private static bool Settles(Func<string?> look, int limitMs, Func<bool>? over, int looks)
    {
        var (clock, still, asleep, seen, pause) = (Stopwatch.StartNew(), 0, 0, (string?)null, LookMs);
        while (still < looks && asleep < Math.Max(Asleep, looks))
        {
            if (clock.ElapsedMilliseconds > limitMs || over?.Invoke() is true)
            {
                return false;
            }

            Thread.Sleep(pause);
            var now = look();
            asleep = now is null ? 0 : asleep + 1;
            // who is at work is looked at less often
            pause = asleep > 0 ? LookMs : Math.Min(pause + LookMs, 5 * LookMs);
            still = now is not null && now == seen ? still + 1 : 0;
            seen = now;
        }

        return true;
    }

    // How often each thread but ours went to sleep; null while one of them computes.
    private static string? Moves(string pid)
    {
        var mine = pid == "self"
            ? Path.GetFileName(
                File.ResolveLinkTarget($"{Proc}/thread-self", returnFinalTarget: false)?.FullName)
            : null;
        var slept = "";
        foreach (var thread in Threads(pid))
        {
            var status = Path.GetFileName(thread) == mine ? "" : Read($"{thread}/status");
            if (Field(status, "State") is "R" or "D")
            {
                return null;
            }

            slept += $"{Path.GetFileName(thread)} {Field(status, "voluntary_ctxt_switches")},";
        }

        return slept;
    }

    /// <summary>
    /// A process's CPU time in ticks, which who is woken now and then does not use; null while one of its threads
    /// computes.
    /// </summary>
    /// <param name="pid">The process.</param>
    public static long? Spent(int pid)
    {
        long spent = 0;
        foreach (var thread in Threads($"{pid}"))
        {
            var stat = Read($"{thread}/stat");
            var after = stat[(stat.LastIndexOf(')') + 1)..]; // a program's name may have blanks in it
            var fields = after.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length <= 12)
            {
                continue;
            }

            if (fields[0] is "R" or "D")
            {
                return null;
            }

            spent += long.Parse(fields[11]) + long.Parse(fields[12]);
        }

        return spent;
    }

    private static string[] Threads(string pid)
    {
        try
        {
            return Directory.GetDirectories($"{Proc}/{pid}/task");
        }
        catch (IOException)
        {
            return []; // it has ended
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended
        }
    }

    // The first word after a name; nothing where the thread has ended.
    private static string Field(string status, string name)
    {
        var start = status.IndexOf($"\n{name}:\t", StringComparison.Ordinal) + name.Length + 3;
        return start < name.Length + 3 ? "" : status[start..status.IndexOfAny([' ', '\n'], start)];
    }
}
