namespace Parallax.Tests.Kit;

public sealed class TraceTests
{
    private readonly LocalPlace _place = new();
    private readonly Trace _trace;

    public TraceTests() => _trace = new Trace(_place, Limits.Unmet);

    [Fact]
    public void Event_WithItemAndValue_IsKeptWithThem()
    {
        _trace.Event("done", item: 3, value: 0.5);

        var one = Assert.Single(_place.Events);
        Assert.Equal(("done", "event", 3, 0.5), (one.Name, one.Kind, one.Item, one.Value));
        Assert.Equal(Environment.ProcessId, one.Pid);
    }

    [Fact]
    public void Event_WithWhatJsonCannotSay_Throws()
    {
        Assert.Throws<ArgumentException>(() => _trace.Event("done", value: double.NaN));
        Assert.Throws<ArgumentException>(() => _trace.Event("done", item: new object()));
    }

    [Fact]
    public void Span_Disposed_EndsOnceWithItsOwnNumber()
    {
        using (var outer = _trace.Span("job", 1))
        {
            _trace.Span("job", 2).Dispose();
            outer.Dispose();
        }

        var events = _place.Events;
        Assert.Equal(["begin", "begin", "end", "end"], events.Select(one => one.Kind));
        Assert.Equal(events[0].Span, events[3].Span);
        Assert.NotEqual(events[0].Span, events[1].Span);
    }

    [Fact]
    public void Gate_NotMet_SaysSoInTheTrace()
    {
        Assert.False(_trace.WaitGate("never"));

        var one = Assert.Single(_place.Events);
        Assert.Equal(("gate-not-met", "never"), (one.Name, one.Item));
    }

    [Fact]
    public void Events_FromManyThreads_ComeInTheOrderOfTheirTimes()
    {
        Parallel.For(0, 100, i => _trace.Event("tick", i));

        var times = _place.Events.Select(one => one.T).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Equal(100, times.Count);
    }

    [Fact]
    public void Json_ThereAndBack_IsTheSameEvent()
    {
        var sent = new TraceEvent(5, 6, 7, "job", "begin", 8, "é", true);

        Assert.Equal(sent, TraceEvent.FromJson(sent.ToJson()));
        Assert.Equal("""{"t":1,"pid":2,"thread":3,"name":"a","kind":"event"}""", new TraceEvent(1, 2, 3, "a", "event").ToJson().ToJsonString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Silent_EveryGate_StandsOpen()
    {
        ITrace silent = SilentTrace.Instance;

        Assert.False(silent.Observed);
        Assert.True(silent.Rendezvous("two", 2) && silent.WaitGate("never"));
        Assert.True(await silent.RendezvousAsync("two", 2, TestContext.Current.CancellationToken));
        Assert.True(await silent.WaitGateAsync("never", TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Silent_CancelledToken_StillCancels() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SilentTrace.Instance.WaitGateAsync("never", new CancellationToken(canceled: true)));
}
