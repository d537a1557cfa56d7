using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Parallax.Weaver;

/// <summary>
/// Compiles single texts as our project compiles the examples: the same references, usings and options, no warning an
/// error.
/// </summary>
internal sealed class TextCompiler
{
    private const string Examples = "Parallax.Examples";
    private static readonly EmitOptions WithLines = new(
        debugInformationFormat: DebugInformationFormat.Embedded);

    private readonly CSharpParseOptions _parsing;
    private readonly CSharpCompilation _empty; // shared, so that references are read once
    private readonly Lazy<ISourceGenerator[]> _generators;

    /// <summary>Reads the compiler's arguments.</summary>
    /// <param name="arguments">
    /// The file that our project wrote when it was built; the global usings lie beside it.
    /// </param>
    public TextCompiler(string arguments)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(arguments))!;
        var parsed = CSharpCommandLineParser.Default.Parse(
            File.ReadAllLines(arguments), folder, sdkDirectory: null);
        _parsing = parsed.ParseOptions;
        var options = parsed.CompilationOptions
            .WithGeneralDiagnosticOption(ReportDiagnostic.Default)
            .WithSpecificDiagnosticOptions([])
            .WithConcurrentBuild(false);
        var references = parsed.MetadataReferences.Where(one => !IsOurs(one.Reference))
            .Select(one => MetadataReference.CreateFromFile(one.Reference));
        var usings = Path.ChangeExtension(arguments, ".usings.cs");
        _empty = CSharpCompilation.Create(
            Examples, [Tree(usings, File.ReadAllText(usings))], references, options);
        _generators = new(() => Generators.Of(parsed.AnalyzerReferences.Select(one => one.FilePath)));
    }

    /// <summary>Compiles one text to an assembly.</summary>
    /// <param name="text">The text.</param>
    /// <param name="error">The first error, where it does not compile.</param>
    /// <param name="name">The assembly's name.</param>
    /// <param name="references">What else it may use.</param>
    /// <returns>The assembly, with its line numbers; null where it does not compile.</returns>
    public byte[]? Compile(
        MistakeText text, out string? error, string name = Examples, params string[] references)
    {
        Compilation compilation = _empty.AddSyntaxTrees(Tree(text.File, text.Text));
        if (references.Length > 0)
        {
            compilation = compilation.AddReferences(
                references.Select(one => MetadataReference.CreateFromFile(one)))
                .WithAssemblyName(name);
        }

        if (text.Text.Contains(" partial ", StringComparison.Ordinal)
            || text.Text.Contains(": IGrain", StringComparison.Ordinal))
        {
            CSharpGeneratorDriver.Create(_generators.Value, parseOptions: _parsing)
                .RunGeneratorsAndUpdateCompilation(compilation, out compilation, out _);
        }

        var output = new MemoryStream();
        var result = compilation.Emit(output, options: WithLines);
        error = result.Success ? null : First(result);
        return result.Success ? output.ToArray() : null;
    }

    // An example knows nothing of ours.
    private static bool IsOurs(string reference) =>
        Path.GetFileName(reference).StartsWith("Parallax.", StringComparison.Ordinal);

    private static string First(EmitResult result)
    {
        var first = result.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)
            .OrderBy(one => one.Location.SourceSpan.Start)
            .First();
        return first.ToString();
    }

    private SyntaxTree Tree(string path, string text) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), _parsing, path);
}
