using System.Globalization;

namespace Parallax;

/// <summary>Where a child process sends its events: the worker's sink on the loopback, and the trial.</summary>
public sealed record TraceAddress(string Host, int Port, string Token, string Trial, int GateMs)
{
    private static volatile Named? _latest;

    /// <summary>The environment variable that carries it to one child.</summary>
    public const string Variable = "PARALLAX_TRACE";

    /// <summary>The address as one line of JSON.</summary>
    public string ToJson() =>
        new FlatJson().Put("host", Host).Put("port", Port).Put("token", Token).Put("trial", Trial)
            .Put("gate_ms", GateMs)
            .ToString();

    /// <summary>The trace that a parent's environment names; a silent one where it names none.</summary>
    public static ITrace TraceFromEnvironment()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text)
        {
            return SilentTrace.Instance;
        }

        return TraceOf(text);
    }

    /// <summary>The trace that an address names, as <see cref="ToJson"/> gave it.</summary>
    /// <remarks>Who asks again gets the same one, with its connections.</remarks>
    /// <param name="text">The address as JSON.</param>
    public static ITrace TraceOf(string text)
    {
        var latest = _latest;
        if (latest?.Text != text)
        {
            _latest = latest = new(text, TraceTo(text));
        }

        return latest.Trace;
    }

    private static Trace TraceTo(string sent)
    {
        var gateMs = int.Parse(Of("gate_ms"), CultureInfo.InvariantCulture);
        var address = new TraceAddress(
            Of("host"),
            int.Parse(Of("port"), CultureInfo.InvariantCulture),
            Of("token"),
            Of("trial"),
            gateMs);
        return new Trace(new RemotePlace(address), TimeSpan.FromMilliseconds(gateMs), address);

        string Of(string name) =>
            FlatJson.Get(sent, name) ?? throw new FormatException($"{Variable} lacks {name}");
    }

    private sealed record Named(string Text, Trace Trace);
}
