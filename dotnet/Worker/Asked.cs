namespace Parallax.Worker;

/// <summary>What the command line asks of an example that runs alone.</summary>
internal sealed record Asked(string Pair, string? Variant, string? Case, IReadOnlyList<string> Settings)
{
    /// <summary>The command line, in short.</summary>
    public const string Usage = "Usage: dotnet run --project dotnet/Worker -- PAIR [--variant V] [--case C] [--set NAME=VALUE]…";

    private static readonly string[] Known = ["--variant", "--case", "--set"];

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="UsageException">They are not of this form.</exception>
    public static Asked Parse(string[] args)
    {
        if (args is not [var pair, .. var rest] || pair.StartsWith('-'))
        {
            throw new UsageException(Usage);
        }

        var options = rest.Chunk(2).ToList();
        foreach (var option in options)
        {
            if (!Known.Contains(option[0]))
            {
                throw new UsageException($"Unknown option {option[0]}.{Names.Hint(option[0], Known)}");
            }

            if (option.Length < 2)
            {
                throw new UsageException($"{option[0]} needs a value.");
            }
        }

        string? Last(string name) => options.LastOrDefault(one => one[0] == name)?[1];
        return new Asked(pair, Last("--variant"), Last("--case"), [.. options.Where(one => one[0] == "--set").Select(one => one[1])]);
    }
}
