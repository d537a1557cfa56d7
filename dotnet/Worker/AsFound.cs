using System.Collections;
using System.Globalization;
using System.Runtime;

namespace Parallax.Worker;

/// <summary>This process as its first example finds it: settings that one may change for all after it.</summary>
/// <param name="alone">
/// Whether the process is .NET's alone; else its other side knows what belongs to the whole of it.
/// </param>
/// <param name="ownIpc">Whether System V objects are this worker's alone.</param>
internal sealed class AsFound(bool alone, bool ownIpc)
{
    private static readonly (string Name, Func<object?> Value)[] Settings =
    [
        ("the working directory", Folder),
        ("the thread pool's minimum", () => Pool(ThreadPool.GetMinThreads)),
        ("the thread pool's maximum", () => Pool(ThreadPool.GetMaxThreads)),
        ("CultureInfo.CurrentCulture", () => CultureInfo.CurrentCulture),
        ("CultureInfo.CurrentUICulture", () => CultureInfo.CurrentUICulture),
        ("CultureInfo.DefaultThreadCurrentCulture", () => CultureInfo.DefaultThreadCurrentCulture),
        ("CultureInfo.DefaultThreadCurrentUICulture", () => CultureInfo.DefaultThreadCurrentUICulture),
        ("Console.In", () => Console.In),
        ("Console.Out", () => Open(Console.Out)),
        ("Console.Error", () => Open(Console.Error)),
        ("the garbage collector's mode", () => GCSettings.LatencyMode),
        ("the thread's priority", () => Thread.CurrentThread.Priority),
        ("the synchronization context", () => SynchronizationContext.Current),
        ("Environment.ExitCode", () => Environment.ExitCode),
    ];

    private readonly object?[] _settings = Values();
    private readonly IDictionary _variables = Environment.GetEnvironmentVariables();
    private readonly SystemSettings? _system = OfTheSystem(alone, ownIpc);
    private readonly Dictionary<int, int> _handlers = SignalHandlers.Now();
    private readonly long _timers = Timer.ActiveCount;

    private delegate void Bounds(out int workers, out int completions);

    /// <summary>Whether a timer is still to come that was not there at first.</summary>
    public bool HasTimers => Timer.ActiveCount > _timers;

    /// <summary>What has another value since, in plain words.</summary>
    public IEnumerable<string> Changed()
    {
        var (settings, variables, handlers) =
            (Values(), Environment.GetEnvironmentVariables(), SignalHandlers.Now());
        var changed = Settings.Where((_, number) => !Same(_settings[number], settings[number]));
        List<string> found = [.. changed.Select(one => one.Name)];
        found.AddRange(
            Names(_variables, variables).Where(name => !Equals(_variables[name], variables[name]))
                .Select(name => $"the environment variable {name}"));
        found.AddRange(
            _handlers.Keys.Union(handlers.Keys)
                .Where(one => _handlers.GetValueOrDefault(one) != handlers.GetValueOrDefault(one))
                .Select(SignalHandlers.Named));
        if (OfTheSystem(alone, ownIpc) is { } system)
        {
            found.AddRange(_system!.Changed(system));
        }

        return found.Distinct();
    }

    private static object?[] Values() => Array.ConvertAll(Settings, one => one.Value());

    private static SystemSettings? OfTheSystem(bool alone, bool ownIpc) =>
        alone && OperatingSystem.IsLinux() ? new SystemSettings(ownIpc) : null;

    private static IEnumerable<string> Names(IDictionary one, IDictionary other) =>
        one.Keys.Cast<string>().Union(other.Keys.Cast<string>());

    // An example's own equality proves nothing.
    private static bool Same(object? one, object? other) =>
        ReferenceEquals(one, other) || (one is string or ValueType && one.Equals(other));

    private static object Pool(Bounds bounds)
    {
        bounds(out var workers, out var completions);
        return (workers, completions);
    }

    private static string Folder()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            return "(it is gone)";
        }
    }

    private static TextWriter? Open(TextWriter writer)
    {
        try
        {
            writer.Flush();
            return writer;
        }
        catch (Exception)
        {
            return null; // closed, or an example's own
        }
    }
}
