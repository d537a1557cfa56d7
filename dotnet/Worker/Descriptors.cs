using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Parallax.Worker;

/// <summary>Open descriptors of this process: which an example left open, or closed. Linux only; elsewhere nothing is seen.</summary>
/// <remarks>Files, pipes and sockets: what the runtime opens for itself when it first needs it is something else.</remarks>
internal sealed partial class Descriptors
{
    private const string List = "/proc/self/fd";
    private const int Longest = 512;
    private const string Replaced = " (deleted)"; // an assembly that a build beside us has made anew
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1); // for what is just being closed
    private static readonly string[] Runtimes = ["anon_inode:", "/memfd:", "/proc/", "/sys/", "/dev/urandom", "/dev/random"];
    private static readonly string[] Assemblies = [".dll", ".pdb", ".so"];
    private readonly HashSet<Open> _own = Now() ?? [];
    private readonly HashSet<long> _alive = [];
    private Dictionary<Open, long> _owners = [];
    private HashSet<Open> _told = [];
    private long _latest;

    /// <summary>Makes something of the worker's own, whose descriptors stay open.</summary>
    public T Made<T>(Func<T> make)
    {
        var before = Now() ?? [];
        var made = make();
        _own.UnionWith((Now() ?? []).Except(before));
        return made;
    }

    /// <summary>What is opened from now on is this state's.</summary>
    public void Serves(long state) => _latest = state;

    /// <summary>A state has been prepared; what is its may stay for as long as it lives.</summary>
    public void Holds(long state) => _alive.Add(state);

    /// <summary>A state is no more.</summary>
    public void Dropped(long state) => _alive.Remove(state);

    /// <summary>What is open and belongs to no living state, and what was there at first and is not open any more.</summary>
    public IEnumerable<string> Changed()
    {
        var wrong = Wrong();
        var limit = Stopwatch.StartNew();
        while (!wrong.IsSubsetOf(_told) && limit.Elapsed < Grace)
        {
            GC.Collect(); // each time: what is still at work now may be garbage a moment later
            GC.WaitForPendingFinalizers();
            Thread.Sleep(2);
            wrong = Wrong();
        }

        _told = wrong;
        return wrong.GroupBy(one => one.Number).OrderBy(group => group.Key).Select(group => Told(group.Key));
    }

    private HashSet<Open> Wrong()
    {
        if (Now() is not { } now)
        {
            return [new Open(-1, "")];
        }

        var newer = now.Except(_own).ToList();
        _owners = newer.ToDictionary(one => one, one => _owners.GetValueOrDefault(one, _latest));
        return [.. newer.Where(one => !_alive.Contains(_owners[one])), .. _own.Except(now)];
    }

    private static string Told(int number) =>
        number < 0 ? "the descriptors, of which none is left" : $"descriptor {number} ({Target(number) ?? "closed"})";

    /// <summary>All that are open; null where no descriptor is left to list them with.</summary>
    private static HashSet<Open>? Now()
    {
        HashSet<Open> found = [];
        if (!OperatingSystem.IsLinux())
        {
            return found;
        }

        try
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(List))
            {
                var number = int.Parse(path.AsSpan(List.Length + 1));
                if (Target(number) is { } target && !IsRuntimes(target))
                {
                    found.Add(new Open(number, target));
                }
            }
        }
        catch (IOException)
        {
            return null;
        }

        return found;
    }

    private static bool IsRuntimes(string target) =>
        Runtimes.Any(one => target.StartsWith(one, StringComparison.Ordinal))
        || Assemblies.Any(one => target.Replace(Replaced, "").EndsWith(one, StringComparison.Ordinal))
        || target.Contains("/.dotnet/", StringComparison.Ordinal); // where named mutexes are

    private static string? Target(int number)
    {
        Span<byte> target = stackalloc byte[Longest];
        var length = (int)readlink($"{List}/{number}", target, (nuint)target.Length);
        return length < 0 ? null : Encoding.UTF8.GetString(target[..length]);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint readlink(string path, Span<byte> target, nuint size);

    private readonly record struct Open(int Number, string Target);
}
