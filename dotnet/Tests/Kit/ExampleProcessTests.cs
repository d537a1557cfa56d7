using System.Diagnostics;
using Parallax.Tests.Weaver;

namespace Parallax.Tests.Kit;

public sealed class ExampleProcessTests : IDisposable
{
    private const string Child = """
        namespace Parallax.Scenes;

        public static class Child
        {
            public static int Main(string[] args)
            {
                var watch = Parallax.TraceAddress.TraceFromEnvironment();
                foreach (var argument in args)
                {
                    watch.Event("argument", argument);
                }

                return watch.Observed ? 2 : 1;
            }
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly LocalPlace _place = new();
    private readonly Sink _sink = new();

    public void Dispose()
    {
        _sink.Dispose();
        _folder.Dispose();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Child_OfAnObservedTrial_SendsItsEventsToTheParentsSink()
    {
        var code = await RunAsync(Observed(), "hello", "a b");

        Assert.Equal(2, code);
        Assert.Equal(["hello", "a b"], _place.Events.Where(one => one.Name == "argument").Select(one => one.Item));
        Assert.All(_place.Events, one => Assert.NotEqual(Environment.ProcessId, one.Pid));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Child_OfATimedTrial_IsSilent() => Assert.Equal(1, await RunAsync(SilentTrace.Instance, "hello"));

    [Fact]
    public void StartInfo_OfATimedTrial_NamesNoSink() =>
        Assert.DoesNotContain(TraceAddress.Variable, ExampleProcess.StartInfo(["python"], SilentTrace.Instance).Environment.Keys);

    [Fact]
    public void StartInfo_OfAnyProgram_HasItsCommandAndTheSink()
    {
        var info = ExampleProcess.StartInfo(["python", "-P", "a.py"], Observed(), "b c");

        Assert.Equal("python", info.FileName);
        Assert.Equal(["-P", "a.py", "b c"], info.ArgumentList);
        Assert.Contains(TraceAddress.Variable, info.Environment.Keys);
    }

    private Trace Observed() => new(_place, Limits.Met, _sink.Begin("t1", _place, 10_000));

    private async Task<int> RunAsync(ITrace trace, params string[] args)
    {
        var example = Texts.Write(_folder.Path, "namespace Parallax.Examples; public static class Nothing { }").Plain;
        string[] command =
        [
            .. ExampleProcess.Worker,
            "scene", Texts.WriteScenes(_folder.Path, Child, example), example, "Parallax.Scenes.Child",
        ];
        using var child = Process.Start(ExampleProcess.StartInfo(command, trace, args))!;
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        return child.ExitCode;
    }
}
