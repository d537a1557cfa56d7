namespace Parallax.Tests.Kit;

public sealed class GatesTests
{
    private readonly Gates _gates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Rendezvous_TwoInside_BothGoOn()
    {
        var first = Task.Run(() => _gates.Wait("two", 2, Limits.Met), Token);
        var second = _gates.WaitAsync("two", 2, Limits.Met, Token);

        Assert.All(await Task.WhenAll(first, second), Assert.True);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rendezvous_AfterAGroup_CountsAnew()
    {
        await Task.WhenAll(_gates.WaitAsync("two", 2, Limits.Met, Token), _gates.WaitAsync("two", 2, Limits.Met, Token));

        Assert.False(_gates.Wait("two", 2, Limits.Unmet));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rendezvous_WhoRanOutOfTime_IsNotInside()
    {
        Assert.False(_gates.Wait("two", 2, Limits.Unmet));
        Assert.False(await _gates.WaitAsync("two", 2, Limits.Unmet, Token));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rendezvous_WhoWasCancelled_IsNotInside()
    {
        using var source = new CancellationTokenSource();
        var cancelled = _gates.WaitAsync("two", 2, Limits.Met, source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(_gates.Wait("two", 2, Limits.Unmet));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(null)]
    [InlineData(2)]
    public async Task Gate_ThatWasNotMet_HoldsNobodyUpAgain(int? parties)
    {
        Assert.False(_gates.Wait("gate", parties, Limits.Unmet));

        Assert.False(_gates.Wait("gate", parties, Timeout.InfiniteTimeSpan));
        Assert.False(await _gates.WaitAsync("gate", parties, Timeout.InfiniteTimeSpan, Token));
    }

    [Fact]
    public void Gate_GivenUpAndOpened_IsMet()
    {
        Assert.False(_gates.Wait("go", null, Limits.Unmet));
        _gates.Open("go");

        Assert.True(_gates.Wait("go", null, TimeSpan.Zero));
    }

    [Fact]
    public void Rendezvous_WhoHasGone_IsNotInside()
    {
        Assert.False(_gates.Wait("two", 2, Limits.Met, gone: () => true));
        Assert.False(_gates.Wait("two", 2, Limits.Unmet));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gate_Opened_LetsThroughWhoWaitsAndWhoComesLater()
    {
        var waiting = _gates.WaitAsync("go", null, Limits.Met, Token);
        _gates.Open("go");

        Assert.True(await waiting);
        Assert.True(_gates.Wait("go", null, TimeSpan.Zero));
    }

    [Fact]
    public void Gate_OfAnotherName_StaysShut()
    {
        _gates.Open("go");

        Assert.False(_gates.Wait("stop", null, Limits.Unmet));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gate_EveryPoolThreadBlocked_IsMetAllTheSame()
    {
        ThreadPool.GetMinThreads(out var threads, out _);
        var blocked = Enumerable.Range(0, threads).Select(_ => Task.Run(() => _gates.Wait("go", null, Limits.Met))).ToList();

        // Not a pool thread: whatever the pool is busy with, this one opens the gate.
        var opener = new Thread(() => _gates.Open("go"));
        opener.Start();

        Assert.All(await Task.WhenAll(blocked), Assert.True);
    }
}
