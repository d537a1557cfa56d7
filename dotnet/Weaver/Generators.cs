using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Parallax.Weaver;

/// <summary>
/// The source generators of the library (LibraryImport, GeneratedRegex, JSON) and of Orleans, for texts that rely on
/// them.
/// </summary>
internal static class Generators
{
    /// <summary>The generators of some assemblies.</summary>
    public static ISourceGenerator[] Of(IEnumerable<string> paths)
    {
        var loader = new Loader();
        return [.. paths.Where(Makes).SelectMany(
            path => new AnalyzerFileReference(path, loader).GetGenerators(LanguageNames.CSharp))];
    }

    // The others only warn.
    private static bool Makes(string path) =>
        Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Interop.", StringComparison.Ordinal)
            || name == "Orleans.CodeGenerator.dll");

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
