using System.Diagnostics;

namespace Parallax.Worker;

/// <summary>Ends the worker when the harness goes away in the middle of a trial.</summary>
/// <remarks>Between trials the main thread reads the channel and sees it by itself; so this one looks seldom, and only while it is busy.</remarks>
internal sealed class EndWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly JsonLines _channel;
    private volatile bool _busy;

    /// <summary>Starts to watch.</summary>
    public EndWatch(JsonLines channel)
    {
        _channel = channel;
        new Thread(Watch) { IsBackground = true, Name = "parallax-watch" }.Start();
    }

    /// <summary>Whether a request is being carried out.</summary>
    public bool Busy
    {
        set => _busy = value;
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
        while (!(_busy && _channel.HasEnded()))
        {
            Thread.Sleep(Interval);
        }

        Leave();
    }
}
