using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace Parallax.Worker;

/// <summary>
/// The examples and scenes of a native program: those that were linked in, plain and woven. It loads no others.
/// </summary>
internal static partial class Linked
{
    private const string Scenes = "Parallax.Scenes";
    private const string WovenExamples = "Parallax.Woven.Examples";
    private static readonly string[] Assemblies = [Scenes, "Parallax.Examples", WovenExamples];

    /// <summary>Whether this is a native program (NativeAOT).</summary>
    public static bool IsNative => !RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>A linked class.</summary>
    /// <param name="program">
    /// The path of its assembly, or the name, by which this program starts itself.
    /// </param>
    /// <param name="type">Its full name.</param>
    /// <param name="example">The same of the examples that it stands beside.</param>
    /// <returns>Null where the assembly has none.</returns>
    /// <exception cref="FileNotFoundException">There is no such assembly.</exception>
    /// <exception cref="FileLoadException">What stands there was not linked in.</exception>
    public static Type? TypeOf(string program, string type, string? example = null)
    {
        var found = Find(program);
        var beside = example is null ? null : Find(example);
        return found.GetName().Name == Scenes && beside?.GetName().Name == WovenExamples
            ? Assembly.Load(Woven(Scenes)).GetType(Woven(type))
            : found.GetType(type);
    }

    /// <summary>Lets values become JSON by the code that was generated for a native program.</summary>
    public static void UseContexts() => UseContextsOfScenes();

    static partial void UseContextsOfScenes();

    private static string Woven(string name) => name.Replace("Parallax.", "Parallax.Woven.");

    // By what the compiler stamped it with: another text's assembly has the same name.
    private static Assembly Find(string named)
    {
        if (!Path.IsPathRooted(named))
        {
            return Assembly.Load(named);
        }

        using var file = new PEReader(File.OpenRead(named));
        var reader = file.GetMetadataReader();
        var stamp = reader.GetGuid(reader.GetModuleDefinition().Mvid);
        var linked = Assemblies.Select(Assembly.Load);
        return linked.FirstOrDefault(one => one.ManifestModule.ModuleVersionId == stamp)
            ?? throw new FileLoadException($"{named} is not linked into this program");
    }
}
