namespace Parallax.Worker;

/// <summary>A mistake of the person who started us, in one sentence.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Finds the right name for a wrong one.</summary>
internal static class Names
{
    private const int Shown = 12;

    /// <summary>A hint to append to a message: the nearest name, or what there is.</summary>
    public static string Hint(string wrong, IEnumerable<string> known)
    {
        var names = known.Order(StringComparer.Ordinal).ToList();
        var nearest = names.MinBy(name => Distance(wrong, name));
        if (nearest is null)
        {
            return "";
        }

        return Distance(wrong, nearest) <= Math.Max(wrong.Length, nearest.Length) / 2
            ? $" Did you mean {nearest}?"
            : $" There is: {string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", …" : "")}.";
    }

    // How many letters must be put in, taken out or changed.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = corner + (from[i - 1] == to[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
