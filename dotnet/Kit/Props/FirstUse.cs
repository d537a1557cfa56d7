namespace Parallax.Props;

/// <summary>A reader that tells when it is used for the first time.</summary>
/// <param name="lines">What is read.</param>
/// <param name="tell">Is called once.</param>
public sealed class FirstUse(TextReader lines, Action tell) : TextReader
{
    private bool _used;

    /// <inheritdoc/>
    public override Task<string?> ReadLineAsync() => Used().ReadLineAsync();

    /// <inheritdoc/>
    public override string? ReadLine() => Used().ReadLine();

    /// <inheritdoc/>
    public override Task<string> ReadToEndAsync() => Used().ReadToEndAsync();

    /// <inheritdoc/>
    public override string ReadToEnd() => Used().ReadToEnd();

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count) => Used().Read(buffer, index, count);

    private TextReader Used()
    {
        if (!_used)
        {
            _used = true;
            tell();
        }

        return lines;
    }
}
