using Parallax.Tests.Examples;
using Parallax.Worker;

namespace Parallax.Tests.Worker;

/// <summary>Threads that an example left are named; those that are just ending are not.</summary>
/// <remarks>Other tests have such threads, so none runs beside this one.</remarks>
[Collection(typeof(ExamplesAlone))]
public sealed class LeftoversTests
{
    [Fact(Timeout = Limits.Test, Skip = "only Linux lists a process's threads", SkipUnless = nameof(Lists))]
    public async Task Threads_TaskThatHasEnded_IsWaitedFor()
    {
        var leftovers = Leftovers.Baseline();
        await Task.Factory.StartNew(() => { }, TaskCreationOptions.LongRunning); // its thread may be about to end
        Assert.DoesNotContain(leftovers.Threads(), IsLong);
    }

    [Fact(Timeout = Limits.Test, Skip = "only Linux lists a process's threads", SkipUnless = nameof(Lists))]
    public async Task Threads_OneThatStays_IsNamed()
    {
        var leftovers = Leftovers.Baseline();
        using var over = new ManualResetEventSlim();
        var stays = Task.Factory.StartNew(over.Wait, TaskCreationOptions.LongRunning);
        Assert.Contains(leftovers.Threads(), IsLong);
        over.Set();
        await stays;
    }

    private static bool IsLong(string name) => name.StartsWith(".NET Long", StringComparison.Ordinal);

    public static bool Lists => OperatingSystem.IsLinux();
}
