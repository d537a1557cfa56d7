using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Parallax.Examples.Sharing;

/// <summary>Two child processes write into one array, each into an item of its own.</summary>
/// <remarks>
/// A process has memory of its own. What several of them shall see lies in a file that each maps into its
/// memory; a view that is <c>CopyOnWrite</c> is private, and what is written there nobody else sees. A map that
/// has a name and no file exists on Windows only. The memory has no types: the program says at which byte a
/// number begins. One that is too large for its bytes is cut without a word, unless <c>checked</c> stands
/// there. The view has no lock either, which is right only because no two children want the same item. Within
/// one process, which is what most C# programs are, an ordinary array is shared anyway.
/// </remarks>
public static class SharedArray
{
    public sealed record Parameters(string Variant, int N, double Value, int Written, int TooBig);

    public sealed record View(double Value, int[] Items);

    public sealed record Output(
        View[] Views, double Value, int[] Final, Dictionary<string, int> Sizes, int SizeOfL, int Kept, string? Checked);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        // [step: make the array]
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var map = Map(path, FileMode.CreateNew, FileOptions.DeleteOnClose, state.N);
        using var memory = map.CreateViewAccessor();
        memory.Write(0, state.Value);
        memory.WriteArray(sizeof(double), [.. Enumerable.Range(0, state.N)], 0, state.N);
        // [step: start the children]
        using var first = StartChild(0, path, state, trace);
        using var second = StartChild(1, path, state, trace);
        trace.OpenGate("turn 0");
        // [step: hear what they saw]
        View[] views = [await Heard(first), await Heard(second)];
        // [step: look at the array]
        var (value, items) = Look(memory, state.N);
        return TypeCodes(state.TooBig) with { Views = views, Value = value, Final = items };
    }

    private static MemoryMappedFile Map(string path, FileMode mode, FileOptions options, int n)
    {
        const FileShare Sharing = FileShare.ReadWrite | FileShare.Delete;
        var file = new FileStream(path, mode, FileAccess.ReadWrite, Sharing, bufferSize: 0, options);
        var size = sizeof(double) + ((long)n * sizeof(int));
        return MemoryMappedFile.CreateFromFile(
            file, mapName: null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
    }

    private static View Look(MemoryMappedViewAccessor memory, int n)
    {
        var items = new int[n];
        memory.ReadArray(sizeof(double), items, 0, n);
        return new View(memory.ReadDouble(0), items);
    }

    private static Process StartChild(int number, string path, Parameters state, ITrace trace)
    {
        string[] arguments = [$"{number}", path, state.Variant, $"{state.N}", $"{state.Written}"];
        var start = ExampleProcess.StartInfo(typeof(SharedArray), trace, arguments);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    private static async Task<View> Heard(Process child)
    {
        var view = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return JsonSerializer.Deserialize<View>(view)!;
    }

    // [step: the child]
    public static void Child(string[] args, ITrace trace)
    {
        var (number, path, variant, n, written) =
            (int.Parse(args[0]), args[1], args[2], int.Parse(args[3]), int.Parse(args[4]));
        var access = variant == "shared" ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.CopyOnWrite;
        using var span = trace.Span("child", item: number);
        using var map = Map(path, FileMode.Open, FileOptions.None, n);
        using var memory = map.CreateViewAccessor(0, 0, access);
        trace.Rendezvous("both at work", 2);
        trace.WaitGate($"turn {number}");
        memory.Write(sizeof(double) + (number * sizeof(int)), written);
        var view = Look(memory, n);
        trace.Event("looked", item: number);
        Console.WriteLine(JsonSerializer.Serialize(view));
        trace.OpenGate($"turn {number + 1}");
    }

    // [step: what fits into an item]
    private static Output TypeCodes(int tooBig)
    {
        (string Code, int Bytes)[] types =
        [
            ("b", sizeof(sbyte)), ("B", sizeof(byte)), ("h", sizeof(short)), ("H", sizeof(ushort)), ("i", sizeof(int)),
            ("I", sizeof(uint)), ("q", sizeof(long)), ("Q", sizeof(ulong)), ("f", sizeof(float)), ("d", sizeof(double)),
        ];
        var sizes = types.ToDictionary(one => one.Code, one => one.Bytes);
        // C promises little about its long: Windows gives it 4 bytes, other systems give it 8.
        var sizeOfL = Unsafe.SizeOf<CLong>();
        var kept = unchecked((sbyte)tooBig);
        string? refused = null;
        try
        {
            _ = checked((sbyte)tooBig);
        }
        catch (OverflowException)
        {
            refused = "overflow";
        }

        return new Output([], 0, [], sizes, sizeOfL, kept, refused);
    }
}
