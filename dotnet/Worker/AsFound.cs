using System.Collections;
using System.Globalization;
using System.Runtime;

namespace Parallax.Worker;

/// <summary>This process as its first example finds it: settings that one may change for all after it.</summary>
/// <param name="alone">Whether the process is .NET's alone; else its other side knows what belongs to the whole of it.</param>
internal sealed class AsFound(bool alone)
{
    private readonly Dictionary<string, object?> _before = Now(alone);

    /// <summary>What has another value since, in plain words.</summary>
    public IEnumerable<string> Changed()
    {
        var now = Now(alone);
        return _before.Keys.Union(now.Keys).Where(name => !Same(_before.GetValueOrDefault(name), now.GetValueOrDefault(name)));
    }

    private static Dictionary<string, object?> Now(bool alone)
    {
        ThreadPool.GetMinThreads(out var least, out var leastIo);
        ThreadPool.GetMaxThreads(out var most, out var mostIo);
        Dictionary<string, object?> found = new()
        {
            ["the working directory"] = Folder(),
            ["the thread pool's minimum"] = (least, leastIo),
            ["the thread pool's maximum"] = (most, mostIo),
            ["CultureInfo.CurrentCulture"] = CultureInfo.CurrentCulture,
            ["CultureInfo.CurrentUICulture"] = CultureInfo.CurrentUICulture,
            ["CultureInfo.DefaultThreadCurrentCulture"] = CultureInfo.DefaultThreadCurrentCulture,
            ["CultureInfo.DefaultThreadCurrentUICulture"] = CultureInfo.DefaultThreadCurrentUICulture,
            ["Console.In"] = Console.In,
            ["Console.Out"] = Open(Console.Out),
            ["Console.Error"] = Open(Console.Error),
            ["the garbage collector's mode"] = GCSettings.LatencyMode,
            ["the thread's priority"] = Thread.CurrentThread.Priority,
            ["the synchronization context"] = SynchronizationContext.Current,
            ["Environment.ExitCode"] = Environment.ExitCode,
        };
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            found[$"the environment variable {variable.Key}"] = variable.Value;
        }

        if (alone && OperatingSystem.IsLinux())
        {
            SystemSettings.Add(found);
        }

        return found;
    }

    // An example's own equality proves nothing.
    private static bool Same(object? one, object? other) =>
        ReferenceEquals(one, other) || (one is string or ValueType && one.Equals(other));

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
