using System.Reflection;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Parallax;
using Perfolizer.Horology;

// BenchmarkDotNet's median of one example's Run, printed as JSON.
// Arguments: the examples' assembly, the class, the parameters as JSON, what a launch spends as JSON.
Peer.Prepare(args[0], args[1], args[2]);
var spend = JsonSerializer.Deserialize<Spend>(args[3], Json.Options)!;

// An iteration is at least sixteen calls, and the empty loop's time is taken off, as BenchmarkDotNet does by default.
var job = Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithIterationTime(TimeInterval.FromMilliseconds(spend.TrialMs))
    .WithWarmupCount(spend.WarmMs / spend.TrialMs)
    .WithIterationCount(spend.Trials);
var folder = Directory.CreateTempSubdirectory("plx");
try
{
    var log = new AccumulationLogger();
    var config = ManualConfig.CreateEmpty()
        .AddJob(job)
        .AddLogger(log)
        .WithArtifactsPath(folder.FullName)
        .WithOptions(ConfigOptions.DisableLogFile);
    var report = BenchmarkRunner.Run<Peer>(config).Reports.FirstOrDefault();
    if (report?.ResultStatistics is not { } statistics)
    {
        Console.Error.WriteLine(log.GetLog());
        return 1;
    }

    Console.WriteLine(JsonSerializer.Serialize(new { median_ns = statistics.Median, values = statistics.N }));
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}

/// <summary>What a launch spends.</summary>
public record Spend(int WarmMs, int Trials, int TrialMs);

/// <summary>One example, as a benchmark.</summary>
public class Peer
{
    private static Func<object?> call = () => throw new InvalidOperationException("Prepare comes first");

    /// <summary>Loads the example, and makes its state.</summary>
    public static void Prepare(string assembly, string type, string parameters)
    {
        var example = Assembly.LoadFrom(assembly).GetType(type, throwOnError: true)!;
        var (prepare, run) = (example.GetMethod("Prepare")!, example.GetMethod("Run")!);
        var given = JsonSerializer.Deserialize(parameters, prepare.GetParameters()[0].ParameterType, Json.Options);
        var state = prepare.Invoke(null, [given]);
        var bind = typeof(Peer).GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!;
        call = (Func<object?>)bind.MakeGenericMethod(run.GetParameters()[0].ParameterType, run.ReturnType).Invoke(null, [run, state])!;
    }

    /// <summary>What is measured.</summary>
    [Benchmark]
    public object? Run() => call();

    private static Func<object?> Bind<TState, TOutput>(MethodInfo run, TState state)
    {
        var typed = run.CreateDelegate<Func<TState, ITrace, TOutput>>();
        return () => typed(state, SilentTrace.Instance);
    }
}
