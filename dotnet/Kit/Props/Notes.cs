namespace Parallax.Props;

/// <summary>
/// Lines that several processes write into one file, in the order in which they came; also in timed trials.
/// </summary>
public sealed class Notes : IDisposable
{
    private const int Looks = 5000;

    /// <summary>The file; a child is told it and makes its own <see cref="Notes"/>.</summary>
    public string Path { get; }

    /// <summary>A new file.</summary>
    public Notes()
        : this(System.IO.Path.GetTempFileName())
    {
    }

    /// <summary>Another process's file.</summary>
    /// <param name="path">Where it is.</param>
    public Notes(string path) => Path = path;

    /// <summary>Writes one line; lines of several processes do not mix.</summary>
    /// <param name="words">What it says.</param>
    public void Add(params object[] words)
    {
        var line = System.Text.Encoding.UTF8.GetBytes(string.Join(' ', words) + "\n");
        using var file = Opened(FileMode.Append, FileAccess.Write, FileShare.None);
        file.Write(line);
    }

    /// <summary>What was written so far, each line as its words.</summary>
    public string[][] Lines()
    {
        using var file = new StreamReader(Opened(FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => line.Split(' '))];
    }

    /// <summary>Waits until a line begins with a word, or a task has ended, or the file is gone.</summary>
    /// <param name="word">The word.</param>
    /// <param name="over">Ends the wait.</param>
    public async Task ComesAsync(string word, Task? over = null)
    {
        while (over is not { IsCompleted: true } && File.Exists(Path) && Lines().All(line => line[0] != word))
        {
            await Task.Delay(1).ConfigureAwait(false);
        }
    }

    /// <summary>Removes the file.</summary>
    public void Dispose() => File.Delete(Path);

    // To append is to look for the end and write there: of two that do so at once one line would be lost.
    private FileStream Opened(FileMode mode, FileAccess access, FileShare share)
    {
        for (var looks = 0; ; looks++)
        {
            try
            {
                return new FileStream(
                    Path, mode, access, share, bufferSize: access == FileAccess.Read ? 4096 : 0);
            }
            catch (IOException) when (looks < Looks && File.Exists(Path))
            {
                Thread.Sleep(1); // another one has it
            }
        }
    }
}
