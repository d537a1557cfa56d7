using System.Diagnostics;
using System.Reflection;

namespace Parallax.Tests.Weaver;

/// <summary>A missing lock shows each time, a right one never.</summary>
[Collection(nameof(Gap))]
public sealed class GapTests
{
    private const int Runs = 20;
    private const int Workers = 4;
    private const int Turns = 2;
    private static readonly Lazy<Type> Counters = new(() => Texts.Woven(Weaver.Counters.Text).GetType("Parallax.Examples.Counters")!);

    [Theory]
    [InlineData("Locked", "Value")]
    [InlineData("Atomic", "Value")]
    [InlineData("Swapped", "Value")]
    [InlineData("TriedUpdate", "Year")]
    [InlineData("AddedOrUpdated", "Year")]
    [InlineData("LockedClosure", "Captured")]
    public void Store_UnderARightLock_LosesNothing(string method, string kept) => Assert.Equal(Runs, Complete(method, kept));

    [Theory]
    [InlineData("NoLock", "Value")]
    [InlineData("FreshLock", "Value")]
    [InlineData("ReadOnly", "Value")]
    [InlineData("ByReference", "Value")]
    [InlineData("VolatileField", "Seen")]
    [InlineData("VolatileWrite", "Value")]
    [InlineData("Closure", "Captured")]
    [InlineData("Element", "Cell")]
    [InlineData("StaticField", "Static")]
    [InlineData("Dictionary", "Year")]
    [InlineData("AfterBranch", "Value")]
    [InlineData("AsyncNoLock", "Value")]
    public void Store_WithoutARightLock_LosesEachTime(string method, string kept) => Assert.Equal(0, Complete(method, kept));

    [Fact]
    public void Store_AllPartiesMeet_ExactlyOneIsKept()
    {
        var counter = New();
        Gap.Open(Workers, Limits.Met);
        Together(counter, "NoLock", turns: 1);
        Gap.Close();

        Assert.Equal(1, Kept(counter, "Value"));
    }

    [Fact]
    public void Held_OneThread_IsItsFirstMoments()
    {
        var moment = TimeSpan.FromMilliseconds(3);
        var counter = New();
        var add = Method(counter, "NoLock");
        Gap.Open(moment: moment);
        for (var turn = 0; turn < 100; turn++)
        {
            add();
        }

        var held = Gap.Held;
        Gap.Close();

        Assert.True(held >= 6 * moment, $"{held}");
        Assert.Equal(100, Kept(counter, "Value"));
    }

    // Red where the moment is all. On a loaded machine a thread that waits for a processor looks the same.
    [Fact]
    public void Hold_OtherThreadComputes_IsWaitedForBeyondTheMoment()
    {
        var counter = New();
        var add = Method(counter, "NoLock");
        using var begun = new ManualResetEventSlim();
        Gap.Open(moment: TimeSpan.FromMilliseconds(1), most: Limits.Met);
        var late = new Thread(() =>
        {
            begun.Set();
            var clock = Stopwatch.StartNew();
            while (clock.ElapsedMilliseconds < 100)
            {
            }

            add();
        });
        late.Start();
        begun.Wait(TestContext.Current.CancellationToken);

        add();

        late.Join();
        Gap.Close();
        Assert.Equal(1, Kept(counter, "Value"));
    }

    [Fact]
    public void Held_ClosedGap_IsNothing()
    {
        Gap.Open();
        Gap.Close();

        Together(New(), "NoLock", Turns);

        Assert.Equal(TimeSpan.Zero, Gap.Held);
    }

    [Fact]
    public void Close_ThreadIsHeld_LetsItGo()
    {
        var add = Method(New(), "NoLock");
        Gap.Open(moment: Limits.Met);
        var thread = new Thread(() => add());
        thread.Start();
        SpinWait.SpinUntil(() => Gap.Held > TimeSpan.Zero, Limits.Met);

        Gap.Close();

        Assert.True(thread.Join(Limits.Met));
        Assert.True(Gap.Held < Limits.Met);
    }

    [Fact]
    public void Held_InterruptedThread_StoresAndIsInterruptedAfterwards()
    {
        var counter = New();
        var add = Method(counter, "NoLock");
        var interrupted = false;
        Gap.Open(moment: Limits.Met);
        var thread = new Thread(() =>
        {
            add();
            try
            {
                Thread.Sleep(Limits.Met);
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        });
        thread.Start();
        SpinWait.SpinUntil(() => Gap.Held > TimeSpan.Zero, Limits.Met);

        thread.Interrupt();

        Assert.True(thread.Join(Limits.Met));
        Gap.Close();
        Assert.Equal((true, 1), (interrupted, Kept(counter, "Value")));
    }

    // In how many runs nothing was lost.
    private static int Complete(string method, string kept)
    {
        var complete = 0;
        for (var run = 0; run < Runs; run++)
        {
            var counter = New();
            Method(counter, "Reset")();
            Gap.Open();
            Together(counter, method, Turns);
            Gap.Close();
            complete += Kept(counter, kept) == Workers * Turns ? 1 : 0;
        }

        return complete;
    }

    private static void Together(object counter, string method, int turns)
    {
        var add = Method(counter, method);
        using var start = new Barrier(Workers);
        Thread[] threads = [.. Enumerable.Range(0, Workers).Select(_ => new Thread(() =>
        {
            for (var turn = 0; turn < turns; turn++)
            {
                start.SignalAndWait();
                add();
            }
        }))];
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }
    }

    private static object New() => Activator.CreateInstance(Counters.Value)!;

    private static Action Method(object counter, string name)
    {
        var method = Counters.Value.GetMethod(name, BindingFlags.Public | BindingFlags.Instance)!;
        if (method.ReturnType == typeof(void))
        {
            return method.CreateDelegate<Action>(counter);
        }

        var start = method.ReturnType == typeof(int) ? null : method.CreateDelegate<Func<Task>>(counter);
        var count = start is null ? method.CreateDelegate<Func<int>>(counter) : null;
        return () =>
        {
            start?.Invoke().Wait();
            count?.Invoke();
        };
    }

    private static int Kept(object counter, string name) => (int)Counters.Value.GetProperty(name)!.GetValue(counter)!;
}
