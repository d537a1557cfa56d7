using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parallax.Weaver;

/// <summary>Compiles many texts in one go: each becomes an examples' assembly of its own, plain and woven.</summary>
internal static class Mistakes
{
    private const string Assembly = "Parallax.Examples.dll";

    /// <summary>
    /// Writes <c>FOLDER/ID/Parallax.Examples.dll</c> and <c>FOLDER/ID/woven/Parallax.Examples.dll</c> of each text that
    /// compiles.
    /// </summary>
    /// <param name="order">A file with a <see cref="MistakeOrder"/> as JSON.</param>
    /// <param name="folder">Where the assemblies go.</param>
    /// <param name="told">
    /// Gets a line of JSON for each text: its id, and its first error where it does not compile.
    /// </param>
    public static void Compile(string order, string folder, TextWriter told)
    {
        var asked = JsonSerializer.Deserialize<MistakeOrder>(File.ReadAllText(order), Json.Options)!;
        var compiler = new TextCompiler(asked.Arguments);
        Parallel.ForEach(asked.Texts, text =>
        {
            var line = new JsonObject { ["id"] = text.Id };
            var place = Path.Combine(folder, text.Id);
            if (compiler.Compile(text, out var error) is { } assembly)
            {
                GapWeaver.Weave(assembly, Path.Combine(place, "woven", Assembly));
                File.WriteAllBytes(Path.Combine(place, Assembly), assembly);
            }

            line["error"] = error;
            lock (told)
            {
                told.WriteLine(line.ToJsonString(Json.Options));
            }
        });
    }
}
