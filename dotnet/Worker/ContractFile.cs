using Tomlyn;
using Tomlyn.Model;

namespace Parallax.Worker;

/// <summary>The little of a contract that running alone needs.</summary>
internal sealed class ContractFile
{
    private readonly TomlTable _table;

    private ContractFile(TomlTable table, string chapter)
    {
        _table = table;
        Type = $"Parallax.Examples.{Pascal(chapter)}.{Pascal(Id)}";
        PythonText = Path.Combine("python", chapter, $"{Id.Replace('-', '_')}.py");
    }

    /// <summary>The pair's id, such as <c>when-all</c>.</summary>
    public string Id => (string)_table["id"];

    /// <summary>The pair's title.</summary>
    public string Title => (string)_table["title"];

    /// <summary>The full name of the example's class.</summary>
    public string Type { get; }

    /// <summary>Where the pair's Python text is, within the repository.</summary>
    public string PythonText { get; }

    /// <summary>What the contract says of each parameter.</summary>
    public TomlTable Parameters => _table.TryGetValue("parameters", out var found) ? (TomlTable)found : [];

    /// <summary>The contract of a pair.</summary>
    /// <param name="folder">Where contracts are, by chapter.</param>
    /// <param name="pair">The pair's id.</param>
    /// <exception cref="UsageException">There is none of that name, or it is broken.</exception>
    public static ContractFile Find(string folder, string pair)
    {
        var files = Directory.GetFiles(folder, "*.toml", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file).Replace('_', '-'));
        if (!files.TryGetValue(pair.Replace('_', '-'), out var file))
        {
            throw new UsageException($"No pair is called {pair}.{Names.Hint(pair, files.Keys)}");
        }

        try
        {
            return new ContractFile(Read(File.ReadAllText(file)), Path.GetFileName(Path.GetDirectoryName(file))!);
        }
        catch (TomlException broken)
        {
            throw new UsageException($"{file} is no TOML: {broken.Message}");
        }
    }

    /// <summary>A text of TOML as a table.</summary>
    /// <exception cref="TomlException">It is none.</exception>
    public static TomlTable Read(string text) => TomlSerializer.Deserialize<TomlTable>(text) ?? [];

    /// <summary>The name of the variant that is asked for; the headline for none.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public string Variant(string? asked)
    {
        var variants = (TomlTableArray)_table["variants"];
        var headline = variants.FirstOrDefault(one => one.TryGetValue("headline", out var flag) && flag is true) ?? variants[0];
        return (string)Choose(variants, "name", asked ?? (string)headline["name"], "variant")["name"];
    }

    /// <summary>Whether a variant starts the Python text as well.</summary>
    public bool StartsPython(string variant) =>
        Choose((TomlTableArray)_table["variants"], "name", variant, "variant").TryGetValue("counterpart", out var flag) && flag is true;

    /// <summary>The values that a case sets; the first case's for none.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public TomlTable Case(string? asked)
    {
        var cases = (TomlTableArray)_table["cases"];
        var chosen = Choose(cases, "id", asked ?? (string)cases[0]["id"], "case");
        return chosen.TryGetValue("set", out var set) ? (TomlTable)set : [];
    }

    private TomlTable Choose(TomlTableArray tables, string key, string wanted, string what) =>
        tables.FirstOrDefault(one => (string)one[key] == wanted)
        ?? throw new UsageException($"{Id} has no {what} {wanted}.{Names.Hint(wanted, tables.Select(one => (string)one[key]))}");

    private static string Pascal(string name) =>
        string.Concat(name.Split('-', '_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
