using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Two children write into their items and say at once what they see; what is there in the end is the text's.
/// </summary>
public static class SharedArrayScene
{
    public sealed record Parameters(string Variant, int N, int Written, int TooBig);

    public sealed record Output(
        IReadOnlyList<int[]>? Views = null,
        int[]? Final = null,
        int? Kept = null,
        Dictionary<string, int>? Sizes = null,
        int? SizeOfL = null,
        string? Error = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        switch (state.Variant)
        {
            case "cut":
                return OneByte(SharedArray.Cut, state.TooBig);
            case "checked":
                return OneByte(SharedArray.Checked, state.TooBig);
        }

        var command = ExampleProcess.Command(typeof(SharedArray));
        using var traced = ExampleProcess.TraceChildren(watch);
        try
        {
            var call = watch.Span("call");
            var (seen, items) = await (state.Variant == "copied"
                ? SharedArray.CopiedAsync(command, state.Written, state.N)
                : SharedArray.SharedAsync(command, state.Written, state.N));
            call.Dispose();
            watch.Event("told");
            return new Output(
                Views: [.. seen.Select(
                    one => one.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)
                        .ToArray())],
                Final: items);
        }
        catch (Exception error)
        {
            return new Output(Error: Crew.Category(error));
        }
    }

    private static Output OneByte(Func<int, sbyte> function, int tooBig)
    {
        int? kept = null;
        string? raised = null;
        try
        {
            kept = function(tooBig);
        }
        catch (Exception error)
        {
            raised = Crew.Category(error);
        }

        (string Code, int Bytes)[] types =
        [
            ("b", sizeof(sbyte)), ("B", sizeof(byte)), ("h", sizeof(short)), ("H", sizeof(ushort)),
            ("i", sizeof(int)), ("I", sizeof(uint)), ("q", sizeof(long)), ("Q", sizeof(ulong)),
            ("f", sizeof(float)), ("d", sizeof(double)),
        ];
        // C promises little about its long: Windows gives it 4 bytes, other systems give it 8.
        var (sizes, sizeOfL) =
            (types.ToDictionary(one => one.Code, one => one.Bytes), Unsafe.SizeOf<CLong>());
        return new Output(Kept: kept, Sizes: sizes, SizeOfL: sizeOfL, Error: raised);
    }
}
