namespace Parallax;

/// <summary>
/// Counts what a woven example does: a step at the begin of each method and at the end of each turn of a loop.
/// </summary>
/// <remarks>
/// Who waits takes no step; who looks again and again does. Only woven texts, of observed trials, have steps.
/// </remarks>
public static class Steps
{
    private static volatile bool _watched;
    private static int _count;

    /// <summary>Counts from nought.</summary>
    public static void Watch()
    {
        _count = 0;
        _watched = true;
    }

    /// <summary>
    /// How many steps were taken since <see cref="Watch"/>, by all threads, up to now or <see cref="End"/>.
    /// </summary>
    public static int Count => Volatile.Read(ref _count);

    /// <summary>Counts no more.</summary>
    /// <returns>How many steps were taken.</returns>
    public static int End()
    {
        _watched = false;
        return Count;
    }

    /// <summary>Woven into examples: a step is taken.</summary>
    public static void Take()
    {
        if (_watched)
        {
            Interlocked.Increment(ref _count);
        }
    }
}
