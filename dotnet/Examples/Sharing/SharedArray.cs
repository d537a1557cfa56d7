using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace Parallax.Examples;

/// <summary>Two processes write into the same array: who sees what, and what fits into an item?</summary>
/// <remarks>
/// A process has memory of its own. To share memory, each process maps the same file into its own; a view
/// that is <c>CopyOnWrite</c> is private, and nobody else sees what is written there. This memory has no
/// types: the program says at which byte a number begins. It has no lock either, which is right here because
/// the children write different items. A number that does not fit is cut, unless the cast is <c>checked</c>.
/// Python's <c>Array</c> has types, and a lock.
/// </remarks>
public static class SharedArray
{
    /// <summary>Each child maps the file privately, and changes a copy.</summary>
    public static Task<(string[] Seen, int[] Items)> CopiedAsync(IReadOnlyList<string> command, int written, int n) =>
        WithChildrenAsync(command, MemoryMappedFileAccess.CopyOnWrite, written, n);

    /// <summary>The children map the same memory, and change what all see.</summary>
    public static Task<(string[] Seen, int[] Items)> SharedAsync(IReadOnlyList<string> command, int written, int n) =>
        WithChildrenAsync(command, MemoryMappedFileAccess.ReadWrite, written, n);

    /// <summary>One signed byte, up to 127: the higher bits are lost.</summary>
    public static sbyte Cut(int number) => unchecked((sbyte)number);

    /// <summary>Refuses what does not fit.</summary>
    public static sbyte Checked(int number) => checked((sbyte)number);

    public static async Task Main(string[] args)
    {
        if (args is [var number, var path, var access, var written])
        {
            Write(int.Parse(number), path, Enum.Parse<MemoryMappedFileAccess>(access), int.Parse(written));
            return;
        }

        foreach (var inMemory in new[] { CopiedAsync, SharedAsync })
        {
            var (seen, items) = await inMemory([Environment.ProcessPath!], 10, 6);
            Console.WriteLine($"{inMemory.Method.Name}: {string.Join(", ", seen)}; final {string.Join(' ', items)}");
        }

        Console.WriteLine($"200 in a signed byte: {Cut(200)}");
        try
        {
            Checked(200);
        }
        catch (OverflowException error)
        {
            Console.WriteLine($"Checked: {error.Message}");
        }
    }

    // The second child begins when the first has ended, so it is certain what it sees.
    private static async Task<(string[] Seen, int[] Items)> WithChildrenAsync(
        IReadOnlyList<string> command, MemoryMappedFileAccess access, int written, int n)
    {
        var (path, seen) = (Path.GetTempFileName(), new List<string>());
        using var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, n * sizeof(int));
        using var memory = map.CreateViewAccessor();
        memory.WriteArray(0, [.. Enumerable.Range(0, n)], 0, n);
        for (var number = 0; number < 2; number++)
        {
            string[] arguments = [.. command.Skip(1), $"{number}", path, $"{access}", $"{written}"];
            var start = new ProcessStartInfo(command[0], arguments) { RedirectStandardOutput = true };
            using var child = Process.Start(start)!;
            seen.Add(await child.StandardOutput.ReadToEndAsync());
            await child.WaitForExitAsync();
        }

        File.Delete(path);
        return ([.. seen], Items(memory));
    }

    // What each child does: writes into its item, and says what it sees.
    private static void Write(int number, string path, MemoryMappedFileAccess access, int written)
    {
        using var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open);
        using var memory = map.CreateViewAccessor(0, 0, access);
        memory.Write(number * sizeof(int), written);
        Console.Write(string.Join(' ', Items(memory)));
    }

    private static int[] Items(MemoryMappedViewAccessor memory)
    {
        var items = new int[memory.Capacity / sizeof(int)];
        memory.ReadArray(0, items, 0, items.Length);
        return items;
    }
}
