using Parallax.Worker;

namespace Parallax.Tests.Examples;

public sealed class ShapeTests
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "Parallax.Examples.dll");

    public static TheoryData<string> Classes() =>
        [.. System.Reflection.Assembly.LoadFrom(Assembly).GetExportedTypes().Where(IsExample).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Classes))]
    public void Example_EveryPublicClass_HasPrepareAndRun(string type) => Assert.Null(Record.Exception(() => new Example(Assembly, type)));

    // A static class is abstract and sealed.
    private static bool IsExample(Type type) => type is { IsAbstract: true, IsSealed: true, IsNested: false };
}
