using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Parallax.Wrong.Sharing.SharedArray;

/// <summary>Runs both children as tasks of the parent: the map is shared with nobody.</summary>
public static class SameProcess
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
        var first = StartChild(0, path, state, trace);
        var second = StartChild(1, path, state, trace);
        trace.OpenGate("turn 0");
        View[] views = [await first, await second];
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

    private static Task<View> StartChild(int number, string path, Parameters state, ITrace trace) =>
        Task.Factory.StartNew(() => Child(number, path, state, trace), TaskCreationOptions.LongRunning);

    private static View Child(int number, string path, Parameters state, ITrace trace)
    {
        var (variant, n, written) = (state.Variant, state.N, state.Written);
        var access = variant == "shared" ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.CopyOnWrite;
        using var span = trace.Span("child", item: number);
        using var map = Map(path, FileMode.Open, FileOptions.None, n);
        using var memory = map.CreateViewAccessor(0, 0, access);
        trace.Rendezvous("both at work", 2);
        trace.WaitGate($"turn {number}");
        memory.Write(sizeof(double) + (number * sizeof(int)), written);
        var view = Look(memory, n);
        trace.Event("looked", item: number);
        trace.OpenGate($"turn {number + 1}");
        return view;
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
