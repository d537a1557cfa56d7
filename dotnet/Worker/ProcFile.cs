using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Parallax.Worker;

/// <summary>
/// A file of /proc about this process, kept open: an example may leave no descriptor to open it with.
/// </summary>
internal sealed class ProcFile(string path)
{
    private readonly SafeFileHandle _file = File.OpenHandle(path);

    /// <summary>What it says now, as far as there is room.</summary>
    public ReadOnlySpan<byte> Read(Span<byte> room) => room[..RandomAccess.Read(_file, room, 0)];

    /// <summary>The number in the line of a name, such as <c>"\nUmask:"</c>; 0 where there is none.</summary>
    public static ulong Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, NumberStyles style)
    {
        var at = text.IndexOf(name);
        if (at < 0)
        {
            return 0;
        }

        var rest = text[(at + name.Length)..];
        var end = rest.IndexOf((byte)'\n');
        return ulong.Parse(
            (end < 0 ? rest : rest[..end]).Trim((byte)'\t').Trim((byte)' '),
            style,
            CultureInfo.InvariantCulture);
    }
}
