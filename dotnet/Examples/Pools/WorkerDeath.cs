using System.Diagnostics;

namespace Parallax.Examples;

/// <summary>A worker is killed in the middle of a job: who learns of it, and what becomes of the other jobs?</summary>
/// <remarks>
/// .NET's workers are threads, which cannot be killed. An exception in <c>Task.Run</c> is thrown where the
/// task is awaited. An unhandled exception in a <c>Thread</c> or an <c>async void</c> method ends the whole
/// program. A worker that may die is a process, here with a pipe for its jobs and one for its answers. When
/// it dies, the reader gets the end of its pipe, and the writer an <c>IOException</c>. Do the lost job again
/// if that is safe (idempotent). Python's <c>Pool</c> replaces a dead worker and loses its job; a
/// <c>ProcessPoolExecutor</c> is broken.
/// </remarks>
public static class WorkerDeath
{
    /// <summary>The first job kills its worker; a new worker does the next job.</summary>
    public static async Task<(string? Lost, string? Behind, IOException? Refused, string? Again)> InExecutorAsync(
        string doomed, int number, IReadOnlyList<string> command)
    {
        IOException? refused = null;
        using var worker = Start(command);
        await worker.StandardInput.WriteLineAsync($"{doomed}\n{number}");
        var lost = await worker.StandardOutput.ReadLineAsync();
        var behind = await worker.StandardOutput.ReadLineAsync();
        await worker.WaitForExitAsync();
        try
        {
            await worker.StandardInput.WriteLineAsync($"{number}");
        }
        catch (IOException broken)
        {
            refused = broken;
        }

        using var next = Start(command);
        await next.StandardInput.WriteLineAsync($"{number}");
        next.StandardInput.Close();
        var again = await next.StandardOutput.ReadLineAsync();
        await next.WaitForExitAsync();
        return (lost, behind, refused, again);
    }

    /// <summary>A task that throws costs its own result only.</summary>
    public static async Task<(Exception? Lost, int Behind)> RaisesAsync(Action doomed, Func<int, int> job, int number)
    {
        var lost = Task.Run(doomed);
        var behind = Task.Run(() => job(number));
        try
        {
            await lost;
            return (null, await behind);
        }
        catch (InvalidOperationException error)
        {
            return (error, await behind);
        }
    }

    private static Process Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1));
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        var worker = Process.Start(start)!;
        worker.StandardInput.AutoFlush = true;
        return worker;
    }

    /// <summary>The worker reads a job from each line, and writes its answer.</summary>
    private static void Work()
    {
        while (Console.ReadLine() is { } line)
        {
            if (line == "die")
            {
                Process.GetCurrentProcess().Kill(); // no catch and no finally runs
            }

            Console.WriteLine(int.Parse(line) * int.Parse(line));
        }
    }

    public static async Task Main(string[] args)
    {
        if (args is ["work"])
        {
            Work();
            return;
        }

        var (lost, behind, refused, again) = await InExecutorAsync("die", 7, [Environment.ProcessPath!, "work"]);
        Console.WriteLine($"a process: {lost ?? "lost"}, {behind ?? "lost"}, {refused?.Message}, {again}");
        Action fail = () => throw new InvalidOperationException("bad data");
        Console.WriteLine($"an exception: {(await RaisesAsync(fail, number => number * number, 7)).Lost!.Message}");
    }
}
