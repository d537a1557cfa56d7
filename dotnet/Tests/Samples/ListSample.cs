namespace Parallax.Tests.Samples;

/// <summary>A scene whose output is no record of fields, in a <see cref="ValueTask{T}"/>.</summary>
public static class ListSample
{
    public sealed record Parameters(string Variant);

    public static Task<Parameters> Prepare(Parameters parameters) => Task.FromResult(parameters);

    public static ValueTask<object?> Run(Parameters parameters, ITrace trace) => ValueTask.FromResult<object?>(parameters.Variant switch
    {
        "list" => new[] { 1, 2 },
        "null" => null,
        _ => new Dictionary<string, object> { ["ok"] = true },
    });
}
