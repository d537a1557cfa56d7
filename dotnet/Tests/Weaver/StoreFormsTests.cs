using Mono.Cecil;
using Mono.Cecil.Cil;
using Parallax.Weaver;

namespace Parallax.Tests.Weaver;

public sealed class StoreFormsTests
{
    [Fact]
    public void Of_EveryInstructionOfTheExamples_IsKnown()
    {
        using var examples = ModuleDefinition.ReadModule(Path.Combine(Texts.ExamplesFolder(), "Parallax.Examples.dll"));

        string[] unknown = [.. GapWeaver.Methods(examples)
            .SelectMany(method => method.Body.Instructions.Select(one => (Method: method.FullName, Instruction: one)))
            .Where(one => StoreForms.Of(one.Instruction) == StoreForm.Unknown)
            .Select(one => $"{one.Method}: {one.Instruction.OpCode} {one.Instruction.Operand}")];

        Assert.True(unknown.Length == 0, $"StoreForms must say of each whether it stores:\n{string.Join('\n', unknown)}");
    }

    // How often each method of the text stores, as the weaver sees it; its own closures and local functions included.
    [Theory]
    [InlineData("Field", "void M() => _value = 1;", 1)]
    [InlineData("Static", "void M() => _static = 1;", 1)]
    [InlineData("Compound", "void M() => _value += 2;", 1)]
    [InlineData("Volatile", "void M() => _volatile = 2;", 1)]
    [InlineData("Element", "void M() => _cells[0] = 1;", 1)]
    [InlineData("ReferenceElement", "void M() => _texts[0] = _texts[1];", 1)]
    [InlineData("ElementCompound", "void M() => _cells[0]++;", 1)]
    [InlineData("Reference", "void M(ref int x) => x = 1;", 1)]
    [InlineData("ReferenceOfStruct", "void M(ref Guid x) => x = default;", 1)]
    [InlineData("Property", "int P { get; set; } void M() => P = 1;", 1)]
    [InlineData("Init", "int P { get; init; } void M() { }", 0)]
    [InlineData("AtOnce", "void M() => Interlocked.Increment(ref _value);", 1)]
    [InlineData("InterlockedRead", "long M(ref long x) => Interlocked.Read(ref x);", 0)]
    [InlineData("Indexer", "void M(Dictionary<string, int> d) => d[\"a\"] = 1;", 1)]
    [InlineData("Interface", "void M(IDictionary<string, int> d) => d[\"a\"] = 1;", 1)]
    [InlineData("Generic", "void M<T>(T d) where T : IList<int> => d.Add(1);", 1)]
    [InlineData("List", "void M(List<int> l) { if (!l.Contains(1)) { l.Add(1); } }", 1)]
    [InlineData("Queue", "void M(Queue<int> q) => q.Enqueue(q.Dequeue());", 2)]
    [InlineData("MappedMemory", "void M(System.IO.MemoryMappedFiles.MemoryMappedViewAccessor a) => a.Write(0, a.ReadInt32(0) + 1);", 1)]
    [InlineData("Local", "int M() { var x = 1; x++; return x; }", 0)]
    [InlineData("CachedDelegate", "Func<int> M() => () => 1;", 0)]
    [InlineData("CachedMethodGroup", "Func<int> M() => One; static int One() => 1;", 0)]
    [InlineData("Closure", "Action M() { var x = 0; return () => x++; }", 2)] // where it is made, and where it counts
    [InlineData("Async", "async Task M() { var x = 1; await Task.Yield(); x++; await Task.Delay(x); }", 0)]
    [InlineData("AsyncField", "async Task M() { var x = _value; await Task.Yield(); _value = x + 1; }", 1)]
    [InlineData("Iterator", "IEnumerable<int> M() { for (var i = 0; i < 3; i++) { yield return i; } }", 0)]
    [InlineData("AsyncIterator", "async IAsyncEnumerable<int> M() { for (var i = 0; i < 3; i++) { await Task.Yield(); yield return i; } }", 0)]
    public void Of_Form_IsAStoreOrNot(string name, string member, int stores)
    {
        var text = $$"""
            namespace Parallax.Examples;
            public class {{name}}
            {
                private static int _static;
                private int _value;
                private volatile int _volatile;
                private readonly int[] _cells = new int[3];
                private readonly string[] _texts = new string[3];
                public override string ToString() => $"{_static}{_value}{_volatile}{_cells}{_texts}";
                {{member}}
            }
            """;
        using var folder = new TemporaryFolder();
        using var module = ModuleDefinition.ReadModule(Texts.Write(folder.Path, text).Plain);

        var found = GapWeaver.Methods(module).SelectMany(method => method.Body.Instructions).Where(one => StoreForms.Of(one) == StoreForm.Store);

        Assert.Equal(stores, found.Count());
    }

    [Fact]
    public void Of_MemoryCopy_IsUnknown() =>
        Assert.Equal(StoreForm.Unknown, StoreForms.Of(Instruction.Create(OpCodes.Cpblk)));
}
