using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>How does a parent read from several children at once, each with a pipe of its own?</summary>
/// <remarks>
/// Each pipe is read in a task, and <c>Task.WhenAny</c> waits for one that is done: asynchronous I/O, which
/// blocks no thread. If the parent reads one pipe to its end and then the next, a silent first child holds up
/// all others, and a child whose pipe is full must wait (backpressure). Python blocks in
/// <c>connection.wait</c>.
/// </remarks>
public static class PipeMultiplex
{
    /// <summary>Read each pipe to its end before the next.</summary>
    public static async Task OneByOneAsync(IReadOnlyList<TextReader> readers, Action<int, string> hear)
    {
        foreach (var (source, reader) in readers.Index())
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                hear(source, line);
            }
        }
    }

    /// <summary>Read each pipe that has something to read; a talkative child cannot starve the others.</summary>
    /// <remarks>A task cannot be a key: two readers at their end may return the same cached task.</remarks>
    public static async Task WaitAsync(IReadOnlyList<TextReader> readers, Action<int, string> hear)
    {
        List<(Task<string?> Reading, int Source)> pending =
            [.. readers.Select((reader, i) => (reader.ReadLineAsync(), i))];
        while (pending.Count > 0)
        {
            await Task.WhenAny(pending.Select(one => one.Reading));
            var (reading, source) = pending.First(one => one.Reading.IsCompleted);
            pending.Remove((reading, source));
            if (await reading is { } message)
            {
                hear(source, message);
                pending.Add((readers[source].ReadLineAsync(), source)); // at the end of the list
            }
        }
    }

    /// <summary>With arguments, a child; without, the parent.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var name, var pause])
        {
            await Task.Delay(int.Parse(pause));
            Console.WriteLine($"{name} child");
            return;
        }

        foreach (var read in new[] { OneByOneAsync, WaitAsync })
        {
            using Process slow = Start("slow", "400"), quick = Start("quick", "0");
            TextReader[] readers = [slow.StandardOutput, quick.StandardOutput]; // pipes to the parent
            Console.WriteLine(read.Method.Name);
            await read(readers, (source, message) => Console.WriteLine($"  {source} {message}"));
        }
    }

    private static Process Start(params string[] args) =>
        Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, args) { RedirectStandardOutput = true })!;
}
