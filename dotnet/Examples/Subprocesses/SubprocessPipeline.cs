using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>How do I give one program's output to another, and what happens when one of them stops first?</summary>
/// <remarks>
/// .NET 10 cannot hand one program's pipe to another. A shell can, and needs quotes around everything; or we
/// copy, while both run. If the second program ends first, our copying fails with a broken pipe, EPIPE; we
/// close the pipe that we read, and the first program is told when it writes. A pipe holds some 64 KB; then
/// its writer waits for a reader, so waiting for its end first is a deadlock: start to read first. Python
/// joins the two directly.
/// </remarks>
public static class SubprocessPipeline
{
    /// <summary>By the system, which a shell asks: the second program reads where the first one writes.</summary>
    public static async Task<string> JoinedAsync(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        using var shell = Start(["/bin/sh", "-c", $"{Quoted(first)} | {Quoted(second)}"]);
        var found = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return found;
    }

    /// <summary>By hand: we copy, and read the result meanwhile.</summary>
    public static async Task<string> CopiedAsync(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        using var producer = Start(first);
        using var search = Start(second, input: true);
        var printed = search.StandardOutput.ReadToEndAsync();
        try
        {
            await producer.StandardOutput.BaseStream.CopyToAsync(search.StandardInput.BaseStream);
            search.StandardInput.Close();
        }
        catch (IOException)
        {
            // the second one has ended
        }

        producer.StandardOutput.Close(); // so the first one is told, too
        await search.WaitForExitAsync();
        await producer.WaitForExitAsync();
        return await printed;
    }

    /// <summary>Wrong: the program cannot end, because we do not read.</summary>
    public static async Task<(bool Stuck, string Printed)> UndrainedAsync(
        IReadOnlyList<string> command, TimeSpan patience)
    {
        using var producer = Start(command);
        using var limit = new CancellationTokenSource(patience);
        var stuck = false;
        try
        {
            await producer.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            stuck = true;
        }

        return (stuck, await producer.StandardOutput.ReadToEndAsync());
    }

    private static Process Start(IReadOnlyList<string> command, bool input = false) => Process.Start(
        new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = input,
            RedirectStandardOutput = true,
        })!;

    private static string Quoted(IEnumerable<string> command) =>
        string.Join(' ', command.Select(word => $"'{word.Replace("'", @"'\''")}'"));

    /// <summary>The parent; with a number, a child that counts; with `search`, one that searches.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var last] && int.TryParse(last, out var count))
        {
            await using var output = new StreamWriter(Console.OpenStandardOutput());
            await output.WriteAsync(
                string.Concat(Enumerable.Range(1, count).Select(number => $"{number}\n")));
            return;
        }

        if (args is ["search"])
        {
            Console.Write((await Console.In.ReadToEndAsync()).Split('\n').Count(line => line.Contains('7')));
            return;
        }

        string[] numbers = [Environment.ProcessPath!, "50000"];
        string[] search = [Environment.ProcessPath!, "search"];
        Console.WriteLine(
            $"lines with a 7: {await JoinedAsync(numbers, search)} {await CopiedAsync(numbers, search)}");
        Console.WriteLine($"stuck: {(await UndrainedAsync(numbers, TimeSpan.FromSeconds(0.5))).Stuck}");
    }
}
