namespace Parallax.Tests.Samples;

/// <summary>Half a scene.</summary>
public static class NoRun
{
    public static string Prepare(string parameters) => parameters;
}
