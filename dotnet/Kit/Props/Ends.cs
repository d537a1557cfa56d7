using System.Diagnostics;

namespace Parallax.Props;

/// <summary>The ends of processes, which a scene sees for itself whatever the program does.</summary>
public static class Ends
{
    /// <summary>
    /// Waits until a process has ended, even if its parent has not collected it; says whether it has.
    /// </summary>
    /// <param name="pid">The process.</param>
    /// <param name="limit">After this it is given up.</param>
    public static bool Seen(int pid, TimeSpan limit) =>
        SpinWait.SpinUntil(() => Children.StateOf(pid) is "Z" or "gone", limit);

    /// <summary>
    /// Kills children that may still run, and waits for their ends; one that was never started is left alone.
    /// </summary>
    /// <param name="children">The children, which are disposed.</param>
    public static async Task KillAllAsync(IEnumerable<Process> children)
    {
        foreach (var child in children)
        {
            try
            {
                child.Kill();
                await child.WaitForExitAsync().ConfigureAwait(false);
            }
            catch (InvalidOperationException)
            {
                // it was never started
            }

            child.Dispose();
        }
    }
}
