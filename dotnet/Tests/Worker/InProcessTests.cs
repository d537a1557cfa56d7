using System.Text.Json.Nodes;
using Parallax.Worker;
using static Parallax.Tests.Worker.Requests;

namespace Parallax.Tests.Worker;

public sealed class InProcessTests
{
    private readonly InProcess _host = new();

    private JsonObject Handle(JsonObject request) => JsonNode.Parse(_host.Handle(request.ToJsonString()))!.AsObject();

    private JsonObject End() => JsonNode.Parse(_host.End(1000, 500))!.AsObject();

    [Fact]
    public void RunOnce_Calls_AreTheTrialsOutputs()
    {
        Ok(Handle(Prepare("counts")));

        _host.Begin(1);
        Assert.True(_host.RunOnce() && _host.RunOnce() && _host.RunOnce());
        var reply = Ok(End());

        Assert.Equal((3, 1000, 500), ((int)reply["repeat"]!, (int)reply["elapsed_ns"]!, (int)reply["cpu_ns"]!));
        Assert.Equal([2, 1], reply["outputs"]!.AsArray().Select(one => (int)one!["count"]!));
    }

    [Fact]
    public void RunOnce_ExampleThrows_IsTheTrialsError()
    {
        Ok(Handle(Prepare("throw")));

        _host.Begin(1);
        Assert.False(_host.RunOnce());

        Failed(End(), "run", "TimeoutException");
    }

    [Fact]
    public void Begin_AfterAnError_StartsAnew()
    {
        Ok(Handle(Prepare("throw")));
        Ok(Handle(Prepare("plain", state: 2)));
        _host.Begin(1);
        _host.RunOnce();

        _host.Begin(2);
        _host.RunOnce();

        Ok(End());
    }

    [Fact]
    public void Begin_UnknownState_IsTheTrialsError()
    {
        _host.Begin(99);
        Assert.False(_host.RunOnce());

        Failed(End(), "protocol", "InvalidOperationException");
    }

    [Fact]
    public void Handle_Nonsense_IsAnswered() => Assert.Contains("\"protocol\"", _host.Handle("{"), StringComparison.Ordinal);

    [Fact]
    public void Facts_Version_IsTheRuntimes() => Assert.StartsWith(".NET ", (string?)JsonNode.Parse(InProcess.Facts())!["version"]);

    [Fact]
    public void ProcessId_IsTheProcesss() => Assert.Equal(Environment.ProcessId, InProcess.ProcessId());
}
