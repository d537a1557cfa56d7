namespace Parallax.Props;

/// <summary>A crew that races: the gap before each of the example's stores is held open.</summary>
public static class Race
{
    /// <summary>Lets each thread make the call so often.</summary>
    /// <param name="size">How many threads.</param>
    /// <param name="turns">How often each makes the call.</param>
    /// <param name="unlocked">
    /// All must have read before any writes, so that the loss without a lock is exact. Otherwise two threads that meet
    /// there convict a lock, for which the worker has opened the gap.
    /// </param>
    /// <param name="watch">The trial's trace.</param>
    /// <param name="job">The call; its number is one that no other call of the run gets.</param>
    /// <returns>The crew, at its end.</returns>
    public static Crew Run(int size, int turns, bool unlocked, ITrace watch, Action<int> job)
    {
        if (watch.Observed && unlocked)
        {
            Gap.Open(size, TimeSpan.FromSeconds(10));
        }

        var crew = new Crew(size, watch, rescue: Gap.Close);
        crew.Run(turns, job);
        Gap.Close();
        return crew;
    }
}
