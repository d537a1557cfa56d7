using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Parallax.Tests.Kit;

public sealed class SinkTests : IDisposable
{
    private readonly Sink _sink = new();
    private readonly LocalPlace _place = new();
    private readonly TraceAddress _address;
    private readonly Trace _child;

    public SinkTests()
    {
        _address = _sink.Begin("t1", _place, 10_000);
        _child = new Trace(new RemotePlace(_address), Limits.Met, _address);
    }

    public void Dispose() => _sink.Dispose();

    [Fact]
    public void Event_OfAChild_HasArrivedWhenTheCallReturns()
    {
        _child.Event("done", item: 3, value: "é\n");

        var one = Assert.Single(_place.Events);
        Assert.Equal(("done", 3L, "é\n"), (one.Name, one.Item, one.Value));
    }

    [Fact]
    public void Event_OfAChildThatWasKilledWhileItSent_IsReadBeforeItsTrialEnds()
    {
        for (var number = 0; number < 200; number++)
        {
            var place = new LocalPlace();
            var address = _sink.Begin($"t{number}", place, 10_000);
            using (var child = new TcpClient("127.0.0.1", address.Port))
            {
                var hello = new JsonObject { ["token"] = address.Token, ["trial"] = address.Trial };
                var sent = new JsonObject { ["event"] = new TraceEvent(0, 1, 1, "x", "event").ToJson() };
                child.GetStream().Write(Encoding.UTF8.GetBytes($"{hello.ToJsonString()}\n{sent.ToJsonString()}\n"));
            }

            _sink.Settle();

            Assert.Equal("x", Assert.Single(place.Events).Name);
        }
    }

    [Fact]
    public void Event_OfAnEarlierTrial_IsLateAndNotKept()
    {
        var next = new LocalPlace();
        _sink.Begin("t2", next, 10_000);

        _child.Event("done");

        Assert.Equal(1, _sink.Late);
        Assert.Empty(next.Events);
        Assert.Empty(_place.Events);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rendezvous_OfChildAndWorker_IsMetByBoth()
    {
        var worker = new Trace(_place, Limits.Met);
        var token = TestContext.Current.CancellationToken;
        var other = new Trace(new RemotePlace(_address), Limits.Met);

        bool[] met = await Task.WhenAll(
            worker.RendezvousAsync("three", 3, token), other.RendezvousAsync("three", 3, token), Task.Run(() => _child.Rendezvous("three", 3), token));

        Assert.All(met, Assert.True);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gate_OpenedByAChild_LetsTheWorkerThrough()
    {
        var waiting = new Trace(_place, Limits.Met).WaitGateAsync("go", TestContext.Current.CancellationToken);

        _child.OpenGate("go");

        Assert.True(await waiting);
        Assert.True(_child.WaitGate("go"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gate_WaitedForByOneThread_HoldsUpNoOther()
    {
        var token = TestContext.Current.CancellationToken;
        var waiting = _child.WaitGateAsync("go", token);

        _child.Event("meanwhile");
        _child.OpenGate("go");

        Assert.True(await waiting);
        Assert.Single(_place.Events);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rendezvous_CancelledInAChild_IsLeft()
    {
        using var source = new CancellationTokenSource();
        var waiting = _child.RendezvousAsync("two", 2, source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _child.Event("still works");
        Assert.Single(_place.Events);
    }

    [Fact]
    public void Stranger_WithoutTheToken_IsCutOff()
    {
        using var stranger = JsonLines.ToLoopback(_address.Port);
        stranger.Send(new JsonObject { ["token"] = "guess", ["trial"] = "t1" });
        stranger.Send(new JsonObject { ["event"] = new TraceEvent(1, 2, 3, "forged", "event").ToJson() });

        Assert.Null(stranger.Read());
        Assert.Empty(_place.Events);
    }

    [Fact]
    public void Stranger_WhoTalksNonsense_DisturbsNobody()
    {
        using (var stranger = JsonLines.ToLoopback(_address.Port))
        {
            stranger.Send(new JsonObject { ["token"] = _address.Token, ["trial"] = "t1" });
            stranger.Send(new JsonObject { ["rendezvous"] = 3 });
            Assert.Null(stranger.Read());
        }

        _child.Event("still works");
        Assert.Single(_place.Events);
    }
}
