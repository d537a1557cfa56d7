using System.Text.Json.Nodes;

namespace Parallax;

/// <summary>Where a child process sends its events: the worker's sink on the loopback, and the trial.</summary>
public sealed record TraceAddress(string Host, int Port, string Token, string Trial, int GateMs)
{
    /// <summary>The environment variable that carries it to one child.</summary>
    public const string Variable = "PARALLAX_TRACE";

    /// <summary>The address as one line of JSON.</summary>
    public string ToJson() => new JsonObject
    {
        ["host"] = Host,
        ["port"] = Port,
        ["token"] = Token,
        ["trial"] = Trial,
        ["gate_ms"] = GateMs,
    }.ToJsonString();

    /// <summary>The trace that a parent's environment names; a silent one where it names none.</summary>
    public static ITrace TraceFromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? TraceTo(JsonNode.Parse(text)!) : SilentTrace.Instance;

    private static Trace TraceTo(JsonNode sent)
    {
        var gateMs = (int)sent["gate_ms"]!;
        var address = new TraceAddress((string)sent["host"]!, (int)sent["port"]!, (string)sent["token"]!, (string)sent["trial"]!, gateMs);
        return new Trace(new RemotePlace(address), TimeSpan.FromMilliseconds(gateMs), address);
    }
}
