using System.Diagnostics;

namespace Parallax.Props;

/// <summary>Servers that scenes start once, and keep for all trials of their worker.</summary>
/// <remarks>They are no leftovers, and end with the worker: the harness knows them by <see cref="Mark"/>.</remarks>
public static class Kept
{
    /// <summary>What the command of such a server ends with; compare/lanes/tree.py looks for it.</summary>
    public const string Mark = "parallax-kept";

    /// <summary>Starts a server, and waits until it has printed a line: it is ready.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <returns>Its process id.</returns>
    /// <exception cref="InvalidOperationException">It ended instead, or printed something else.</exception>
    public static async Task<int> StartAsync(IReadOnlyList<string> command)
    {
        var info = ExampleProcess.StartInfo(command, SilentTrace.Instance, Mark);
        info.RedirectStandardOutput = true;
        info.RedirectStandardInput = true; // closed at once: it has nothing of the worker's
        using var server = Process.Start(info)!;
        server.StandardInput.Close();
        var said = await server.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        return said == Mark
            ? server.Id
            : throw new InvalidOperationException(
                $"a server did not start: {said ?? string.Join(' ', command)}");
    }

    /// <summary>What a server says when it is ready; nothing that it prints later is read.</summary>
    public static void Ready()
    {
        Console.WriteLine(Mark);
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);
    }
}
