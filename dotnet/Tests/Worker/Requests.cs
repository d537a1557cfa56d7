using System.Text.Json.Nodes;
using Parallax.Tests.Samples;
using Parallax.Worker;

namespace Parallax.Tests.Worker;

/// <summary>The harness's requests, for tests.</summary>
internal static class Requests
{
    public static JsonObject Prepare(string variant, Type? type = null, long state = 1) => new()
    {
        ["op"] = "prepare",
        ["state"] = state,
        ["program"] = typeof(Sample).Assembly.Location,
        ["type"] = (type ?? typeof(Sample)).FullName,
        ["example"] = Path.Combine(AppContext.BaseDirectory, "Parallax.Examples.dll"),
        ["parameters"] = new JsonObject { ["variant"] = variant },
    };

    public static JsonObject Observed(int gateMs = 10_000) =>
        new() { ["op"] = "trial", ["mode"] = "observed", ["state"] = 1, ["trial"] = "t1", ["gate_ms"] = gateMs };

    public static JsonObject Timed(int? repeat, long minNs = 0) =>
        new() { ["op"] = "trial", ["mode"] = "timed", ["state"] = 1, ["trial"] = "t2", ["repeat"] = repeat, ["min_ns"] = minNs };

    public static JsonObject Drop(long state = 1) => new() { ["op"] = "drop", ["state"] = state };

    /// <summary>The answer to a request, both as they are on the wire.</summary>
    public static JsonObject Ask(this Session session, JsonObject request) =>
        JsonNode.Parse(session.Handle(JsonNode.Parse(request.ToJsonString())!.AsObject()).ToJsonString())!.AsObject();

    /// <summary>A session with one prepared sample.</summary>
    public static Session Prepared(string variant, Type? type = null)
    {
        var session = new Session(Leftovers.Nothing);
        Ok(session.Ask(Prepare(variant, type)));
        return session;
    }

    public static JsonObject Ok(JsonObject reply)
    {
        Assert.True((bool)reply["ok"]!, reply.ToJsonString());
        return reply;
    }

    public static void Failed(JsonObject reply, string where, string type)
    {
        Assert.False((bool)reply["ok"]!);
        Assert.Equal((where, type), ((string)reply["error"]!["where"]!, (string)reply["error"]!["type"]!));
    }
}
