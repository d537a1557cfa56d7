using System.Diagnostics;

namespace Parallax.Props;

/// <summary>The end of a call that starts child processes.</summary>
public static class CallWithChildren
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private const int Looks = 25; // who is killed must surely stand still

    /// <summary>
    /// Waits until the call has ended, or stands still with all children that have come: those are killed then.
    /// </summary>
    /// <remarks>No clock decides: a child that waits for a processor is not at rest.</remarks>
    /// <param name="call">What was called.</param>
    /// <param name="before">The children that do not count, as <see cref="Waiting.Children"/> gave them.</param>
    /// <returns>The call; <see cref="Call{T}.Stuck"/> says that it stood still.</returns>
    public static Call<T> EndWithChildren<T>(this Call<T> call, HashSet<int> before)
    {
        var clock = Stopwatch.StartNew();
        while (!call.EndsWithin(Look) && clock.Elapsed < Limit)
        {
            var atLeast = clock.ElapsedMilliseconds < 1000 ? 1 : 0; // those that have come may have ended
            if (Waiting.AtRest(before, atLeast, limitMs: 500, () => call.Ended, Looks)
                && Stillness.Wait(() => call.Ended, Look * 10))
            {
                break;
            }
        }

        if (!call.EndsWithin(TimeSpan.Zero))
        {
            Kill(before);
        }

        return call;
    }

    private static void Kill(HashSet<int> before)
    {
        foreach (var pid in Waiting.Children().Except(before))
        {
            try
            {
                using var child = Process.GetProcessById(pid);
                child.Kill(entireProcessTree: true);
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException)
            {
                // it has ended
            }
        }
    }
}
