using Parallax.Worker;

namespace Parallax.Tests.Worker;

/// <summary>A worker ends with the harness, and never because its channel was being read at that moment.</summary>
public sealed class EndWatchTests
{
    [Theory]
    [InlineData(3, true, true)]
    [InlineData(3, false, false)]
    [InlineData(4, true, false)]
    public void HasLost_OnlyInTheMiddleOfARequest(int turn, bool ended, bool lost) =>
        Assert.Equal(lost, EndWatch.HasLost(() => turn, () => ended));

    [Fact]
    public void HasLost_RequestEndedMeanwhile_ChannelMayHaveBeenReadByTheMainThread()
    {
        var turn = 3;
        Assert.False(EndWatch.HasLost(() => turn, () => (turn += 2) > 0));
    }
}
