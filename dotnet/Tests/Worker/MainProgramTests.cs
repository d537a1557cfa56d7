using System.Diagnostics;
using Parallax.Tests.Weaver;

namespace Parallax.Tests.Worker;

/// <summary>A child of an example is the example's own Main.</summary>
public sealed class MainProgramTests : IDisposable
{
    private const string Text = """
        namespace Parallax.Examples;

        public static class Codes { public static async Task<int> Main(string[] args) { await Task.Yield(); return args.Length; } }
        public static class Plain { private static void Main() => Environment.ExitCode = 3; }
        public static class Raises { public static Task Main(string[] args) => throw new FormatException("no"); }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly LocalPlace _place = new();
    private readonly Sink _sink = new();
    private readonly string _assembly;

    public MainProgramTests() => _assembly = Texts.Write(_folder.Path, Text).Woven;

    public void Dispose()
    {
        _sink.Dispose();
        _folder.Dispose();
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("Codes", 2, "a", "a", "b c")]
    [InlineData("Plain", 3, "Plain")]
    public async Task Main_AnyForm_IsASpanOfTheTrace(string type, int code, string item, params string[] args)
    {
        Assert.Equal(code, await RunAsync(type, args));

        Assert.Equal([("child", "begin"), ("child", "end")], _place.Events.Select(one => (one.Name, one.Kind)));
        Assert.All(_place.Events, one => Assert.Equal(item, one.Item));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Main_ThatRaises_SaysSoAndEndsAsAnyProgramWould()
    {
        Assert.NotEqual(0, await RunAsync("Raises"));

        var raised = Assert.Single(_place.Events, one => one.Name == "child-raised");
        Assert.Equal(("Raises", "FormatException"), (raised.Item, raised.Value));
        Assert.Equal("end", _place.Events[^1].Kind);
    }

    [Fact]
    public void Command_OfAnExample_NamesTheAssemblyThatItIsOf()
    {
        var command = ExampleProcess.Command(typeof(MainProgramTests));

        Assert.Equal("main", command[2]);
        Assert.Equal((typeof(MainProgramTests).Assembly.Location, typeof(MainProgramTests).FullName), (command[3], command[4]));
    }

    private async Task<int> RunAsync(string type, params string[] args)
    {
        var trace = new Trace(_place, Limits.Met, _sink.Begin("t1", _place, 10_000));
        var start = new ProcessStartInfo(ExampleProcess.Worker[0], [.. ExampleProcess.Worker.Skip(1), "main", _assembly, $"Parallax.Examples.{type}", .. args])
        {
            RedirectStandardError = true, // what an exception prints
        };
        using var child = Child(trace, start);
        await child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        return child.ExitCode;
    }

    // Before a trace is named in the environment the start info has none: it is the process's that a child inherits.
    private static Process Child(ITrace trace, ProcessStartInfo start)
    {
        using var traced = ExampleProcess.TraceChildren(trace);
        return Process.Start(start)!;
    }
}
