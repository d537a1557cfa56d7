using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Parallax.Weaver;

/// <summary>
/// Spoils named methods of an assembly on purpose, in each of some ways: no judge may be content with the outcome.
/// </summary>
internal static class Hostile
{
    private const string Assembly = "Parallax.Examples.dll";
    private const string Async = "Async";

    /// <summary>Each way, and what it makes of a method.</summary>
    private static readonly (string Kind, Action<MethodDefinition, HostileBody> Spoil)[] Ways =
    [
        ("nothing", (method, body) => body.Return(method, Filling.Default)),
        ("never", (method, body) => body.Wait(method)),
        ("constant", (method, body) => body.Return(method, Filling.Constant)),
        ("empty", (method, body) => body.Return(method, Filling.Empty)),
        ("raises", (method, body) => body.Throw(method)),
        ("thread", (method, body) => body.Start(method)),
    ];

    /// <summary>
    /// Writes <c>FOLDER/KIND/Parallax.Examples.dll</c> and <c>FOLDER/KIND/woven/Parallax.Examples.dll</c> for each
    /// kind.
    /// </summary>
    /// <param name="input">The right examples.</param>
    /// <param name="methods">
    /// A file that names what is spoilt, one <c>NAMESPACE.TYPE.METHOD</c> a line; Async may lack.
    /// </param>
    /// <param name="folder">Where the assemblies go.</param>
    public static void Make(string input, string methods, string folder)
    {
        var (examples, named) = (File.ReadAllBytes(input), File.ReadAllLines(methods).ToHashSet());
        Parallel.ForEach(Ways, way =>
        {
            using var module = ModuleDefinition.ReadModule(new MemoryStream(examples));
            var body = new HostileBody(module);
            var methods = module.GetTypes().SelectMany(type => type.Methods);
            foreach (var method in methods.Where(one => Names(one).Any(named.Contains)).ToArray())
            {
                way.Spoil(method, body);
            }

            var output = new MemoryStream();
            module.Write(output);
            var place = Path.Combine(folder, way.Kind);
            GapWeaver.Weave(output.ToArray(), Path.Combine(place, "woven", Assembly));
            File.WriteAllBytes(Path.Combine(place, Assembly), output.ToArray());
        });
    }

    private static IEnumerable<string> Names(MethodDefinition method)
    {
        var name = $"{method.DeclaringType.FullName}.{method.Name}";
        return method.IsStatic && method.HasBody
            ? [name, name.EndsWith(Async, StringComparison.Ordinal) ? name[..^Async.Length] : name]
            : [];
    }
}
