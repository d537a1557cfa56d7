using System.Reflection;
using System.Runtime.Loader;

namespace Parallax.Worker;

/// <summary>Loads one examples' assembly by path; it shares our Kit and nothing else.</summary>
/// <remarks>Two roots have assemblies of one name: in one context the second would silently be the first.</remarks>
internal sealed class ExampleContext(string path) : AssemblyLoadContext(path)
{
    private static readonly Assembly Kit = typeof(ITrace).Assembly;
    private static readonly Dictionary<string, Assembly> Loaded = [];
    private readonly AssemblyDependencyResolver _resolver = new(path);

    /// <summary>The assembly at a full path, loaded once.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static Assembly LoadOnce(string path)
    {
        lock (Loaded)
        {
            if (!Loaded.TryGetValue(path, out var assembly))
            {
                Loaded[path] = assembly = File.Exists(path)
                    ? new ExampleContext(path).LoadFromAssemblyPath(path)
                    : throw new FileNotFoundException($"there is no assembly at {path}");
            }

            return assembly;
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Kit.GetName().Name)
        {
            return Kit;
        }

        var path = _resolver.ResolveAssemblyToPath(assemblyName);
        return path is null ? null : LoadFromAssemblyPath(path);
    }
}
