namespace Parallax.Examples;

/// <summary>I stop reading a stream early: when does it clean up?</summary>
/// <remarks>
/// An async iterator is a stream, an <c>IAsyncEnumerable</c>: <c>await foreach</c> pulls one item after the
/// other, so nothing runs ahead of its reader. Its <c>finally</c> runs when it ends, by itself, by an error,
/// or by <c>DisposeAsync</c>. <c>await foreach</c> calls that at the end of the loop, always; if you move the
/// enumerator by hand, you must dispose of it. Python's <c>async for</c> does not close its generator;
/// <c>aclosing</c> does.
/// </remarks>
public static class AsyncStreams
{
    /// <summary>Reads as long as it is asked to, and closes what it read from.</summary>
    public static async IAsyncEnumerable<string> LinesAsync(Func<Task<string?>> read, Func<Task> close)
    {
        try
        {
            while (await read() is { } line)
            {
                yield return line;
            }
        }
        finally
        {
            await close();
        }
    }

    /// <summary>Reads to the end.</summary>
    public static async Task<List<string>> WholeAsync(Func<Task<string?>> read, Func<Task> close) =>
        await LinesAsync(read, close).ToListAsync();

    /// <summary>Stops at the first hit; the iterator is disposed of before it returns.</summary>
    public static async Task<string?> EarlyAsync(Func<Task<string?>> read, Func<Task> close, string wanted)
    {
        await foreach (var text in LinesAsync(read, close))
        {
            if (text == wanted)
            {
                return text;
            }
        }

        return null;
    }

    public static async Task Main()
    {
        var letters = new Queue<string>(["a", "b", "c"]);
        Console.WriteLine($"Early found {await EarlyAsync(Read, Close, "b")}");
        Console.WriteLine($"Whole found {string.Join(", ", await WholeAsync(Read, Close))}");

        Task<string?> Read() => Task.FromResult(letters.TryDequeue(out var letter) ? letter : null);
        Task Close() => Console.Out.WriteLineAsync("closed");
    }
}
