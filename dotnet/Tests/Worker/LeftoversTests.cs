using Parallax.Worker;

namespace Parallax.Tests.Worker;

/// <summary>Other tests have threads that these would name, so none runs beside them.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class ThreadsAlone;

/// <summary>Threads that an example left are named; those that are just ending are not.</summary>
[Collection(typeof(ThreadsAlone))]
public sealed class LeftoversTests
{
    [Fact(Timeout = Limits.Test, Skip = "only Linux lists a process's threads", SkipUnless = nameof(Lists))]
    public async Task Threads_TaskThatHasEnded_IsWaitedFor()
    {
        var leftovers = Leftovers.Baseline();
        await Task.Factory.StartNew(() => { }, TaskCreationOptions.LongRunning); // its thread may be about to end
        Assert.DoesNotContain(leftovers.Threads(Nobody), IsLong);
    }

    [Fact(Timeout = Limits.Test, Skip = "only Linux lists a process's threads", SkipUnless = nameof(Lists))]
    public async Task Threads_OneThatStays_IsNamed()
    {
        var leftovers = Leftovers.Baseline();
        using var over = new ManualResetEventSlim();
        var stays = Task.Factory.StartNew(over.Wait, TaskCreationOptions.LongRunning);
        Assert.Contains(leftovers.Threads(Nobody), IsLong);
        over.Set();
        await stays;
    }

    [Fact(Timeout = Limits.Test, Skip = "only Linux lists a process's threads", SkipUnless = nameof(Lists))]
    public async Task Threads_OneThatThePoolStarted_IsNamed()
    {
        var leftovers = Leftovers.Baseline();
        using var over = new ManualResetEventSlim();
        var stays = new Thread(over.Wait);
        await Task.Run(() => stays.Start(), TestContext.Current.CancellationToken); // in Linux it has the name of a pool's thread
        Assert.Contains(".NET TP Worker", leftovers.Threads(Nobody));
        over.Set();
        stays.Join();
    }

    private static readonly HashSet<int> Nobody = [];

    private static bool IsLong(string name) => name.StartsWith(".NET Long", StringComparison.Ordinal);

    public static bool Lists => OperatingSystem.IsLinux();
}
