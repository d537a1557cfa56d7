using System.Collections;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Parallax.Worker;

/// <summary>
/// Handlers of signals that were registered with .NET. The system sees one handler, the runtime's, for all of them.
/// </summary>
internal static class SignalHandlers
{
    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [10] = "SIGUSR1",
        [12] = "SIGUSR2",
        [15] = "SIGTERM",
    };

    // The runtime tells nobody how many there are. One that keeps them elsewhere shows none.
    private static readonly IDictionary? Registered =
        typeof(PosixSignalRegistration)
            .GetField("s_registrations", BindingFlags.NonPublic | BindingFlags.Static)
            ?.GetValue(null) as IDictionary;

    /// <summary>How many there are of each signal, by its number.</summary>
    public static Dictionary<int, int> Now()
    {
        Dictionary<int, int> found = [];
        lock (Registered?.SyncRoot ?? found)
        {
            foreach (DictionaryEntry one in Registered ?? found)
            {
                found[(int)one.Key] = (one.Value as ICollection)?.Count ?? 0;
            }
        }

        return found;
    }

    /// <summary>The handler of a signal, in plain words.</summary>
    public static string Named(int number) =>
        $"the handler of {Names.GetValueOrDefault(number, $"signal {number}")}";
}
