namespace Parallax.Tests.Samples;

/// <summary>Half an example.</summary>
public static class NoRun
{
    public static string Prepare(string parameters) => parameters;
}
