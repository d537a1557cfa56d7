using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using static Parallax.Tests.Worker.Requests;

namespace Parallax.Tests.Worker;

/// <summary>The worker as the harness starts it: a process of its own at the other end of a socket.</summary>
public sealed class ServerTests : IDisposable
{
    private readonly Process _worker;
    private readonly JsonLines _channel;
    private readonly JsonObject _hello;

    public ServerTests()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var start = new ProcessStartInfo(ExampleProcess.Worker[0], [.. ExampleProcess.Worker.Skip(1), "serve"]) { RedirectStandardInput = true };
        _worker = Process.Start(start)!;
        var config = new JsonObject { ["connect"] = $"tcp:{listener.LocalEndpoint}", ["token"] = "secret" };
        _worker.StandardInput.WriteLine(config.ToJsonString());
        _worker.StandardInput.Close();
        _channel = new JsonLines(listener.AcceptSocket());
        _hello = Next()["hello"]!.AsObject();
    }

    public void Dispose()
    {
        _channel.Dispose();
        _worker.Kill();
        _worker.Dispose();
    }

    [Fact]
    public void Hello_Facts_AreThisWorkers()
    {
        Assert.Equal("secret", (string?)_hello["token"]);
        Assert.Equal(_worker.Id, (int)_hello["pid"]!);
        Assert.Equal((1, "dotnet"), ((int)_hello["protocol"]!, (string)_hello["language"]!));
        Assert.InRange((long)_hello["start_ns"]!, 1, Clock.Nanoseconds());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Exit_Request_EndsTheWorkerWithZero()
    {
        _channel.Send(new JsonObject { ["op"] = "exit" });

        Assert.Equal(0, await ExitCodeAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Channel_ClosedBetweenTrials_EndsTheWorker()
    {
        Ok(Ask(new JsonObject { ["op"] = "ping" }));

        _channel.Dispose();

        Assert.Equal(0, await ExitCodeAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Channel_ClosedInAHangingTrial_EndsTheWorker()
    {
        Ok(Ask(Prepare("hang")));
        _channel.Send(Observed());

        _channel.Dispose();

        Assert.Equal(0, await ExitCodeAsync());
    }

    [Fact]
    public void Look_QuietWorker_SeesNothingLeft()
    {
        Ok(Ask(Prepare("plain")));
        Ok(Ask(Observed()));

        Assert.Empty(Ok(Ask(new JsonObject { ["op"] = "look" }))["threads"]!.AsArray());
    }

    private JsonObject Ask(JsonObject request)
    {
        _channel.Send(request);
        return Next();
    }

    private JsonObject Next() => JsonNode.Parse(_channel.Read()!)!.AsObject();

    private async Task<int> ExitCodeAsync()
    {
        await _worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _worker.ExitCode;
    }
}
