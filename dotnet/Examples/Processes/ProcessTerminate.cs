#:property AllowUnsafeBlocks=true
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Parallax.Examples;

/// <summary>How does a program end its child process, and can the child still clean up?</summary>
/// <remarks>
/// SIGKILL ends a process at once: neither <c>finally</c> nor any other code of it runs. SIGTERM is a
/// request. A .NET program that does not handle it ends with exit code 143, and its <c>finally</c> blocks do
/// not run. It is best to ask, by a message; within one process, by a <c>CancellationToken</c>. If a signal
/// killed the process, <c>ExitCode</c> is 128 and the signal's number; Python has minus the number. .NET 10
/// can handle SIGTERM (<c>PosixSignalRegistration</c>) but not send it: call the system's function
/// <c>kill</c>.
/// </remarks>
public static partial class ProcessTerminate
{
    /// <summary>The child has no chance to clean up.</summary>
    public static Task<int> KillAsync(Process child, TimeSpan grace)
    {
        child.Kill();
        return WaitAsync(child, grace);
    }

    /// <summary>The child may handle the signal, or ignore it.</summary>
    public static Task<int> TerminateAsync(Process child, TimeSpan grace)
    {
        _ = SendSignal(child.Id, 15);
        return WaitAsync(child, grace);
    }

    /// <summary>The child ends when it has read the message.</summary>
    public static async Task<int> AskAsync(Process child, TextWriter orders, TimeSpan grace)
    {
        await orders.WriteLineAsync("stop");
        return await WaitAsync(child, grace);
    }

    /// <summary>Gives the child time to end; then kills it.</summary>
    private static async Task<int> WaitAsync(Process child, TimeSpan grace)
    {
        try
        {
            await child.WaitForExitAsync().WaitAsync(grace);
        }
        catch (TimeoutException)
        {
            child.Kill();
            await child.WaitForExitAsync();
        }

        return child.ExitCode;
    }

    /// <summary>The child waits for orders, and cleans up at its end.</summary>
    public static async Task WorkAsync(Action cleanUp, CancellationToken stop = default)
    {
        try
        {
            Console.WriteLine("at work");
            await Task.Run(Console.ReadLine).WaitAsync(stop);
        }
        finally
        {
            cleanUp();
        }
    }

    /// <summary>SIGTERM cancels it. Without <c>Cancel</c> the runtime would end the program.</summary>
    public static async Task WorkWithHandlerAsync(Action cleanUp)
    {
        using var stop = new CancellationTokenSource();
        using var handler = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        await WorkAsync(cleanUp, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>With an argument it is the child.</summary>
    public static async Task Main(string[] args)
    {
        if (args is [var job])
        {
            var tidy = () => Console.Error.WriteLine("  cleaned up");
            await (job == "handler" ? WorkWithHandlerAsync(tidy) : WorkAsync(tidy));
            return;
        }

        var grace = TimeSpan.FromSeconds(5);
        Console.WriteLine($"kill: {await KillAsync(await StartedAsync("work"), grace)}");
        Console.WriteLine($"terminate: {await TerminateAsync(await StartedAsync("work"), grace)}");
        Console.WriteLine($"with handler: {await TerminateAsync(await StartedAsync("handler"), grace)}");
        var child = await StartedAsync("work");
        Console.WriteLine($"ask: {await AskAsync(child, child.StandardInput, grace)}");
    }

    private static async Task<Process> StartedAsync(string job)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [job]);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        var child = Process.Start(start)!;
        await child.StandardOutput.ReadLineAsync(); // from now on the child has its handler
        return child;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
