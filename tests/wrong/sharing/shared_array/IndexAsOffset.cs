using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Parallax.Wrong.Sharing.SharedArray;

/// <summary>Takes the index for the byte offset: the second child writes into the middle of the first item.</summary>
public static class IndexAsOffset
{
    public sealed record Parameters(string Variant, int N, double Value, int Written, int TooBig);

    public sealed record View(double Value, int[] Items);

    public sealed record Output(
        View[] Views, double Value, int[] Final, Dictionary<string, int> Sizes, int SizeOfL, int Kept, string? Checked);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var map = Map(path, FileMode.CreateNew, FileOptions.DeleteOnClose, state.N);
        using var memory = map.CreateViewAccessor();
        memory.Write(0, state.Value);
        memory.WriteArray(sizeof(double), [.. Enumerable.Range(0, state.N)], 0, state.N);
        using var first = StartChild(0, path, state, trace);
        using var second = StartChild(1, path, state, trace);
        trace.OpenGate("turn 0");
        View[] views = [await Heard(first), await Heard(second)];
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
        var start = ExampleProcess.StartInfo(typeof(IndexAsOffset), trace, arguments);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    private static async Task<View> Heard(Process child)
    {
        var view = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return JsonSerializer.Deserialize<View>(view)!;
    }

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
        memory.Write(sizeof(double) + number, written);
        var view = Look(memory, n);
        trace.Event("looked", item: number);
        Console.WriteLine(JsonSerializer.Serialize(view));
        trace.OpenGate($"turn {number + 1}");
    }

    private static Output TypeCodes(int tooBig)
    {
        (string Code, int Bytes)[] types =
        [
            ("b", sizeof(sbyte)), ("B", sizeof(byte)), ("h", sizeof(short)), ("H", sizeof(ushort)), ("i", sizeof(int)),
            ("I", sizeof(uint)), ("q", sizeof(long)), ("Q", sizeof(ulong)), ("f", sizeof(float)), ("d", sizeof(double)),
        ];
        var sizes = types.ToDictionary(one => one.Code, one => one.Bytes);
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
