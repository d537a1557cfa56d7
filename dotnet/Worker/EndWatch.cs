using System.Diagnostics;

namespace Parallax.Worker;

/// <summary>Ends the worker when the harness goes away in the middle of a trial.</summary>
/// <remarks>
/// Between trials the main thread reads the channel and sees it by itself; so this one looks seldom, and only while it
/// is busy.
/// </remarks>
internal sealed class EndWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly JsonLines _channel;
    private int _turn; // odd while a request is carried out

    /// <summary>Starts to watch.</summary>
    public EndWatch(JsonLines channel)
    {
        _channel = channel;
        new Thread(Watch) { IsBackground = true, Name = "parallax-watch" }.Start();
    }

    /// <summary>A request begins to be carried out, or has been.</summary>
    public void Turn() => Interlocked.Increment(ref _turn);

    /// <summary>Whether the harness has gone in the middle of a request.</summary>
    /// <param name="turn">Odd while a request is carried out, another number for each.</param>
    /// <param name="hasEnded">Whether the channel has ended; only true where nobody else reads it meanwhile.</param>
    internal static bool HasLost(Func<int> turn, Func<bool> hasEnded)
    {
        var before = turn();
        // Had the request ended meanwhile, the main thread may have read the next one between two looks at the channel.
        return int.IsOddInteger(before) && hasEnded() && turn() == before;
    }

    /// <summary>Ends this process, whatever threads an example left.</summary>
    public static void Leave()
    {
        new Thread(EndForGood) { IsBackground = true, Name = "parallax-end" }.Start();
        Environment.Exit(0);
    }

    // An example's own handler of the process's exit may hang.
    private static void EndForGood()
    {
        Thread.Sleep(Patience);
        Process.GetCurrentProcess().Kill();
    }

    private void Watch()
    {
        while (!HasLost(() => Volatile.Read(ref _turn), _channel.HasEnded))
        {
            Thread.Sleep(Interval);
        }

        Leave();
    }
}
