namespace Parallax.Tests.Weaver;

[Collection(nameof(Gap))]
public sealed class StepsTests
{
    private const string Text = """
        namespace Parallax.Examples;

        public static class Waits
        {
            public static void Blocks(ManualResetEventSlim over) => over.Wait();

            public static void Polls(ManualResetEventSlim over)
            {
                while (!over.IsSet)
                {
                    Thread.Sleep(1);
                }
            }

            public static async Task PollsAsync(ManualResetEventSlim over)
            {
                while (!over.IsSet)
                {
                    await Task.Delay(1);
                }
            }
        }
        """;

    private static readonly Lazy<Type> Waits = new(() => Texts.Woven(Text).GetType("Parallax.Examples.Waits")!);

    [Theory]
    [InlineData("Blocks", false)]
    [InlineData("Polls", true)]
    [InlineData("PollsAsync", true)]
    public void Count_WhileHeld_TellsWhoLooksAgainAndAgain(string method, bool polls)
    {
        using var over = new ManualResetEventSlim();
        var begun = false;
        var thread = new Thread(() =>
        {
            Volatile.Write(ref begun, true);
            (Waits.Value.GetMethod(method)!.Invoke(null, [over]) as Task)?.Wait();
        });
        thread.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref begun) && thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Limits.Met);

        Steps.Watch();
        SpinWait.SpinUntil(() => Steps.Count > 2, polls ? Limits.Met : Limits.Unmet);
        var steps = Steps.End();
        over.Set();
        thread.Join();

        Assert.Equal(polls, steps > 2);
        Assert.Equal(steps, Steps.Count);
    }
}
