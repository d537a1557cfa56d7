using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Parallax.Worker;

/// <summary>
/// Open descriptors of this process: which an example left open, or closed. Linux only; elsewhere nothing is seen.
/// </summary>
/// <remarks>
/// Files, pipes and sockets: what the runtime opens for itself when it first needs it is something else.
/// </remarks>
internal sealed partial class Descriptors
{
    private const int Page = 4096;
    private const string Replaced = " (deleted)"; // an assembly that a build beside us has made anew
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1); // for what is just being closed
    private static readonly string[] Runtimes =
        ["anon_inode:", "/memfd:", "/proc/", "/sys/", "/dev/urandom", "/dev/random"];
    private static readonly string[] Assemblies = [".dll", ".pdb", ".so"];
    private static readonly ProcFile? Status = OperatingSystem.IsLinux()
        ? new ProcFile("/proc/self/status")
        : null;
    private readonly Dictionary<int, Target> _targets = []; // what each number led to when it was last looked at
    private readonly HashSet<Open> _own;
    private readonly HashSet<long> _alive = [];
    private Dictionary<Open, long> _owners = [];
    private HashSet<Open> _told = [];
    private long _latest;

    /// <summary>What is open now is the worker's own.</summary>
    public Descriptors() => _own = Now();

    /// <summary>Makes something of the worker's own, whose descriptors stay open.</summary>
    public T Made<T>(Func<T> make)
    {
        var before = Now();
        var made = make();
        _own.UnionWith(Now().Except(before));
        return made;
    }

    /// <summary>What is opened from now on is this state's.</summary>
    public void Serves(long state) => _latest = state;

    /// <summary>A state has been prepared; what is its may stay for as long as it lives.</summary>
    public void Holds(long state) => _alive.Add(state);

    /// <summary>A state is no more.</summary>
    public void Dropped(long state) => _alive.Remove(state);

    /// <summary>
    /// What is open and belongs to no living state, and what was there at first and is not open any more.
    /// </summary>
    /// <param name="others">Numbers of those that somebody else accounts for.</param>
    public IEnumerable<string> Changed(IReadOnlySet<int> others)
    {
        var wrong = Wrong(others);
        var limit = Stopwatch.StartNew();
        while (!wrong.IsSubsetOf(_told) && limit.Elapsed < Grace)
        {
            GC.Collect(); // each time: what is still at work now may be garbage a moment later
            GC.WaitForPendingFinalizers();
            Thread.Sleep(2);
            wrong = Wrong(others);
        }

        _told = wrong;
        return wrong.GroupBy(one => one.Number).OrderBy(group => group.Key).Select(group => Told(group.Key));
    }

    private HashSet<Open> Wrong(IReadOnlySet<int> others)
    {
        var now = Now();
        now.RemoveWhere(one => others.Contains(one.Number) && !_own.Contains(one));
        var newer = now.Except(_own).ToList();
        _owners = newer.ToDictionary(one => one, one => _owners.GetValueOrDefault(one, _latest));
        return [.. newer.Where(one => !_alive.Contains(_owners[one])), .. _own.Except(now)];
    }

    private string Told(int number) =>
        $"descriptor {number} ({_targets.GetValueOrDefault(number)?.Text ?? "closed"})";

    /// <summary>
    /// All that are open. They are asked for one by one: a list takes a descriptor, of which none may be left.
    /// </summary>
    private HashSet<Open> Now()
    {
        HashSet<Open> found = [];
        Span<byte> room = stackalloc byte[Page];
        var most =
            (int)ProcFile.Field(Status is null ? [] : Status.Read(room), "\nFDSize:"u8, NumberStyles.None);
        for (var number = 0; number < most; number++)
        {
            var node = Node.Of(number);
            if (node.IsClosed || LeadsTo(number, node, room) is not { } target)
            {
                _targets.Remove(number);
            }
            else if (!target.IsRuntimes)
            {
                found.Add(new Open(number, target.Text));
            }
        }

        return found;
    }

    // Asking what a descriptor leads to takes ten times as long as asking whether it is still the same.
    private Target? LeadsTo(int number, Node node, Span<byte> room)
    {
        if (node.IsKnown && _targets.TryGetValue(number, out var before) && before.Node == node)
        {
            return before;
        }

        var length = (int)readlink($"/proc/self/fd/{number}", room, (nuint)room.Length);
        return length < 0
            ? null
            : _targets[number] = new Target(node, Encoding.UTF8.GetString(room[..length]));
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint readlink(string path, Span<byte> target, nuint size);

    private readonly record struct Open(int Number, string Target);

    /// <summary>What a descriptor leads to.</summary>
    private sealed record Target(Node Node, string Text)
    {
        public bool IsRuntimes { get; } =
            Runtimes.Any(one => Text.StartsWith(one, StringComparison.Ordinal))
            || Assemblies.Any(one => Text.Replace(Replaced, "").EndsWith(one, StringComparison.Ordinal))
            || Text.Contains("/.dotnet/", StringComparison.Ordinal); // where named mutexes are
    }
}
