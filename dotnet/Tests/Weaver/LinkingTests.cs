using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Parallax.Weaver;

namespace Parallax.Tests.Weaver;

/// <summary>A native program links plain and woven examples side by side.</summary>
public sealed class LinkingTests : IDisposable
{
    private const string Example = "namespace Parallax.Examples; public static class Answer { public static int Now() => 42; }";

    private const string Scene =
        """
        namespace Parallax.Scenes;
        public static class AnswerScene
        {
            public sealed record Parameters(string Variant);
            public sealed record Output(int Value);
            public static Parameters Prepare(Parameters parameters) => parameters;
            public static async System.Threading.Tasks.Task<Output> Run(Parameters state, Parallax.ITrace watch)
            {
                await System.Threading.Tasks.Task.Yield();
                return new Output(Parallax.Examples.Answer.Now());
            }
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _plain;
    private readonly string _woven;

    public LinkingTests()
    {
        (_plain, _woven) = Texts.Write(_folder.Path, Example);
        Linking.Write(Texts.WriteScenes(_folder.Path, Scene, _plain), _woven, Linked(""));
    }

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = Limits.Test)]
    public async Task WovenScenes_CallWovenExamples()
    {
        var context = new AssemblyLoadContext(null);
        context.Resolving += (_, name) => Loaded(context, $"{name.Name}.dll");
        var scene = Loaded(context, "Parallax.Woven.Scenes.dll").GetType("Parallax.Woven.Scenes.AnswerScene")!;

        var running = (Task)scene.GetMethod("Run")!.Invoke(null, [null, SilentTrace.Instance])!;
        await running;

        Assert.Equal("Output { Value = 42 }", $"{running.GetType().GetProperty("Result")!.GetValue(running)}");
        Assert.Contains(context.Assemblies, one => one.GetType("Parallax.Woven.Examples.Answer") is not null);
    }

    [Fact]
    public void WovenScenes_NameNothingOfThePlainExamples()
    {
        using var module = ModuleDefinition.ReadModule(Linked("Parallax.Woven.Scenes.dll"));
        string[] names = [.. module.AssemblyReferences.Select(one => one.Name), .. module.GetTypeReferences().Select(one => one.Namespace)];

        Assert.DoesNotContain("Parallax.Examples", names);
        Assert.Contains("Parallax.Woven.Examples", names);
    }

    [Theory]
    [InlineData("Scenes.AnswerScene.Parameters")]
    [InlineData("Scenes.AnswerScene.Output")]
    [InlineData("Woven.Scenes.AnswerScene.Parameters")]
    [InlineData("Woven.Scenes.AnswerScene.Output")]
    public void Contexts_NameTheTypesThatBecomeJson(string type) =>
        Assert.Contains($"[JsonSerializable(typeof(global::Parallax.{type}))]", File.ReadAllText(Linked("Contexts.cs")));

    [Fact]
    public void Stamps_TellPlainFromWoven()
    {
        Assert.NotEqual(Stamp(_plain), Stamp(_woven));
        Assert.Equal(Stamp(_woven), Stamp(Linked("Parallax.Woven.Examples.dll")));
    }

    private static Guid Stamp(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return module.Mvid;
    }

    private string Linked(string name) => Path.Combine(_folder.Path, "linked", name);

    private Assembly Loaded(AssemblyLoadContext context, string name) =>
        context.LoadFromStream(new MemoryStream(File.ReadAllBytes(Linked(name))));
}
