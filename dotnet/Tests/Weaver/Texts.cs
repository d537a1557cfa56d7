using System.Reflection;
using System.Runtime.Loader;
using Parallax.Weaver;

namespace Parallax.Tests.Weaver;

/// <summary>Texts of examples, compiled and woven by the weaver itself.</summary>
internal static class Texts
{
    private static readonly Lazy<TextCompiler> Compiler = new(() => new TextCompiler(
        Path.Combine(ExamplesFolder(), "Parallax.Examples.rsp")));

    /// <summary>Where the built examples are.</summary>
    public static string ExamplesFolder() =>
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "Examples", "bin", "Release", "net10.0"));

    /// <summary>Compiles a text, writes its plain and its woven assembly into a folder.</summary>
    public static (string Plain, string Woven) Write(string folder, string text)
    {
        var assembly = Compiler.Value.Compile(new MistakeText("text", "Text.cs", text), out var error);
        Assert.True(assembly is not null, error);
        var plain = Path.Combine(folder, "Parallax.Examples.dll");
        var woven = Path.Combine(folder, "woven", "Parallax.Examples.dll");
        GapWeaver.Weave(assembly, woven);
        File.WriteAllBytes(plain, assembly);
        return (plain, woven);
    }

    /// <summary>Compiles a text of scenes against an examples' assembly and our Kit.</summary>
    /// <returns>Where it was written.</returns>
    public static string WriteScenes(string folder, string text, string examples)
    {
        var assembly = Compiler.Value.Compile(
            new MistakeText("scenes", "Scenes.cs", text), out var error, "Parallax.Scenes", examples, typeof(ITrace).Assembly.Location);
        Assert.True(assembly is not null, error);
        var scenes = Path.Combine(folder, "Parallax.Scenes.dll");
        File.WriteAllBytes(scenes, assembly);
        return scenes;
    }

    /// <summary>The woven assembly of a text, loaded.</summary>
    public static Assembly Woven(string text)
    {
        using var folder = new TemporaryFolder();
        var (_, woven) = Write(folder.Path, text);
        return new AssemblyLoadContext(null).LoadFromStream(new MemoryStream(File.ReadAllBytes(woven)));
    }
}
