using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Parallax.Worker;

/// <summary>
/// Loads a program's assembly by path, beside the examples that were named for it; it shares our Kit and nothing else.
/// </summary>
/// <remarks>
/// Two roots have assemblies of one name, and so have an example, its woven twin and each of its mistakes: in one
/// context the second would silently be the first.
/// </remarks>
internal sealed class ExampleContext : AssemblyLoadContext
{
    private const string Examples = "Parallax.Examples";
    private static readonly Assembly Kit = typeof(ITrace).Assembly;
    private static readonly Dictionary<(string Program, string? Example), Assembly> Loaded = [];
    private static readonly Dictionary<string, AssemblyDependencyResolver> Resolvers = [];
    private static readonly string Framework = RuntimeEnvironment.GetRuntimeDirectory();

    // Where packages lie of an example that stands alone in its folder, such as a woven one: beside our own examples.
    private static readonly string Packages = Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(typeof(ExampleContext).Assembly.Location)!, "..", "..", "..", "..", "Examples",
        "bin", "Release", "net10.0"));

    private readonly string? _example;
    private readonly string _program;

    private ExampleContext(string program, string? example)
        : base(example is null ? program : $"{program} beside {example}") =>
            (_program, _example) = (program, example);

    /// <summary>The assembly at a path, loaded once for each example that it stands beside.</summary>
    /// <param name="program">The assembly of scenes, or, for an example's own <c>Main</c>, of examples.</param>
    /// <param name="example">
    /// The assembly that <c>Parallax.Examples</c> shall be; null where the program is that itself.
    /// </param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static Assembly LoadOnce(string program, string? example = null)
    {
        var key = (Program: There(program), Example: example is null ? null : There(example));
        lock (Loaded)
        {
            if (!Loaded.TryGetValue(key, out var assembly))
            {
                Loaded[key] = assembly = new ExampleContext(key.Program, key.Example)
                    .LoadFromAssemblyPath(key.Program);
            }

            return assembly;
        }
    }

    /// <summary>
    /// The same in a process that runs this one program only: no other can have its name, so the runtime's own context
    /// does.
    /// </summary>
    /// <remarks>
    /// That asks us for packages only, not for each assembly of the library: 30 ms less at a child's start.
    /// </remarks>
    /// <param name="program">The assembly of scenes, or of examples that are their own.</param>
    /// <param name="example">
    /// The assembly that <c>Parallax.Examples</c> shall be; null where the program is that, or has none.
    /// </param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static Assembly LoadAlone(string program, string? example = null)
    {
        var (path, beside) = (There(program), example is null ? null : There(example));
        Default.Resolving += (context, name) =>
            Found(name, path, beside) is { } found ? context.LoadFromAssemblyPath(found) : null;
        return Default.LoadFromAssemblyPath(path);
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Kit.GetName().Name)
        {
            return Kit;
        }

        return Found(assemblyName, _program, _example) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    private static string? Found(AssemblyName wanted, string program, string? example)
    {
        if (wanted.Name == Examples && example is not null)
        {
            return example;
        }

        if (File.Exists(Path.Combine(Framework, $"{wanted.Name}.dll")))
        {
            return null; // the library's own
        }

        var path = Resolved(program, wanted) ?? Resolved(example, wanted) ?? Path.Combine(
            Packages, $"{wanted.Name}.dll");
        return File.Exists(path) ? path : null;
    }

    private static string? Resolved(string? beside, AssemblyName wanted)
    {
        if (beside is null)
        {
            return null;
        }

        lock (Resolvers)
        {
            ref var resolver = ref CollectionsMarshal.GetValueRefOrAddDefault(Resolvers, beside, out _);
            return (resolver ??= new AssemblyDependencyResolver(beside)).ResolveAssemblyToPath(wanted);
        }
    }

    private static string There(string path)
    {
        var full = Path.GetFullPath(path);
        return File.Exists(full) ? full : throw new FileNotFoundException($"there is no assembly at {full}");
    }
}
