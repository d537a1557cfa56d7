using System.Collections.Concurrent;
using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>One task fills a dictionary and another looks at it: what does it see, and what is lost?</summary>
/// <remarks>
/// A <c>ConcurrentDictionary</c> may be used by several tasks at once; a plain <c>Dictionary</c> may break.
/// Sharing does not set an order: a look before the writer has ended shows nothing, a part, or all. To
/// <c>await</c> the writer sets the order. A value that the dictionary returns is the object itself, and all
/// see a change of it; Python's manager returns a copy. Between processes .NET shares no objects. A
/// <c>Mutex</c> with a name works between them.
/// </remarks>
public static class SharedDict
{
    /// <summary>Looks while another task fills the dictionary, and again when it has ended.</summary>
    public static async Task SharedAsync(
        Action<ConcurrentDictionary<object, object?>> fill, Action<ConcurrentDictionary<object, object?>> look)
    {
        var entries = new ConcurrentDictionary<object, object?>();
        var writer = Task.Run(() => fill(entries));
        look(entries);
        await writer;
        look(entries);
    }

    /// <summary>Changes what the dictionary returns: the object itself.</summary>
    public static void Nested(ConcurrentDictionary<string, List<int>> entries) => entries["inner"].Add(2);

    /// <summary>Changes it and stores it, which is not needed.</summary>
    public static void StoredAgain(ConcurrentDictionary<string, List<int>> entries)
    {
        var inner = entries["inner"];
        inner.Add(2);
        entries["inner"] = inner;
    }

    /// <summary>Two processes count in one file; the lock has a name, by which each of them opens it.</summary>
    public static async Task LockAsync(IReadOnlyList<string> command, string name, string file, int times)
    {
        string[] arguments = [.. command.Skip(1), name, file, $"{times}"];
        using var first = Process.Start(command[0], arguments);
        using var second = Process.Start(command[0], arguments);
        await Task.WhenAll(first.WaitForExitAsync(), second.WaitForExitAsync());
    }

    public static async Task Main(string[] args)
    {
        if (args is [var name, var path, var times])
        {
            Count(name, path, int.Parse(times));
            return;
        }

        await SharedAsync(
            entries => (entries[1], entries["2"], entries[0.25]) = ("1", 2, null),
            entries => Console.WriteLine($"seen: {entries.Count} entries"));
        foreach (var change in new[] { Nested, StoredAgain })
        {
            var entries = new ConcurrentDictionary<string, List<int>> { ["inner"] = [1] };
            change(entries);
            Console.WriteLine($"{change.Method.Name}: {string.Join(", ", entries["inner"])}");
        }

        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "0");
        await LockAsync([Environment.ProcessPath!], Path.GetFileName(file), file, 100);
        Console.WriteLine($"counted: {await File.ReadAllTextAsync(file)}");
        File.Delete(file);
    }

    // What each of the two processes does.
    private static void Count(string name, string file, int times)
    {
        using var mutex = new Mutex(initiallyOwned: false, name);
        for (var turn = 0; turn < times; turn++)
        {
            mutex.WaitOne();
            try
            {
                var number = int.Parse(File.ReadAllText(file));
                File.WriteAllText(file, $"{number + 1}");
            }
            finally
            {
                mutex.ReleaseMutex();
            }
        }
    }
}
