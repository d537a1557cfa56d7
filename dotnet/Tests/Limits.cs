namespace Parallax.Tests;

/// <summary>How long tests may take, and how long what must not happen is given.</summary>
internal static class Limits
{
    /// <summary>A test's own limit, in milliseconds.</summary>
    public const int Test = 30_000;

    /// <summary>A gate that will be met.</summary>
    public static readonly TimeSpan Met = TimeSpan.FromSeconds(20);

    /// <summary>A gate that nobody will come to.</summary>
    public static readonly TimeSpan Unmet = TimeSpan.FromMilliseconds(30);
}
