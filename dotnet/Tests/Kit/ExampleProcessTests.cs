using System.Diagnostics;
using Parallax.Tests.Samples;

namespace Parallax.Tests.Kit;

public sealed class ExampleProcessTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Child_OfAnObservedTrial_SendsItsEventsToTheParentsSink()
    {
        using var sink = new Sink();
        var place = new LocalPlace();
        var trace = new Trace(place, Limits.Met, sink.Begin("t1", place, 10_000));

        var code = await RunAsync(trace, "hello", "a b");

        Assert.Equal(2, code);
        Assert.Equal(["hello", "a b"], place.Events.Select(one => one.Item));
        Assert.All(place.Events, one => Assert.NotEqual(Environment.ProcessId, one.Pid));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Child_OfATimedTrial_IsSilent() => Assert.Equal(1, await RunAsync(SilentTrace.Instance, "hello"));

    [Fact]
    public void StartInfo_OfATimedTrial_NamesNoSink() =>
        Assert.DoesNotContain(TraceAddress.Variable, ExampleProcess.StartInfo(typeof(Sample), SilentTrace.Instance).Environment.Keys);

    [Fact]
    public void StartInfo_OfAnotherProgram_HasItsCommandAndTheSink()
    {
        using var sink = new Sink();
        var place = new LocalPlace();
        var trace = new Trace(place, Limits.Met, sink.Begin("t1", place, 10_000));

        var info = ExampleProcess.StartInfo(["python", "-P", "a.py"], trace, "b c");

        Assert.Equal("python", info.FileName);
        Assert.Equal(["-P", "a.py", "b c"], info.ArgumentList);
        Assert.Contains(TraceAddress.Variable, info.Environment.Keys);
    }

    private static async Task<int> RunAsync(ITrace trace, params string[] args)
    {
        using var child = Process.Start(ExampleProcess.StartInfo(typeof(Sample), trace, args))!;
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        return child.ExitCode;
    }
}
