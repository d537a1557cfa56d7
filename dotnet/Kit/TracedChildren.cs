namespace Parallax;

/// <summary>A trial's trace in this process's environment, for as long as this is not disposed.</summary>
internal sealed class TracedChildren : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable(TraceAddress.Variable);

    /// <summary>Names the trace, or none.</summary>
    public TracedChildren(TraceAddress? address) =>
        Environment.SetEnvironmentVariable(TraceAddress.Variable, address?.ToJson());

    /// <inheritdoc/>
    public void Dispose() => Environment.SetEnvironmentVariable(TraceAddress.Variable, _before);
}
