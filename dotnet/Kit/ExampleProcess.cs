using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Parallax;

/// <summary>Starts a child process that runs an example's <c>Child</c> method.</summary>
/// <remarks>
/// .NET has no fork and no <c>multiprocessing</c>: a child is a program that is started.
/// Here it is our worker's program, told which class's <c>Child(string[] args, ITrace trace)</c> to run.
/// </remarks>
public static class ExampleProcess
{
    private static readonly string Program = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>The dotnet program: the one whose runtime this process runs on, unless a host says otherwise.</summary>
    public static string Dotnet { get; set; } = FindDotnet();

    /// <summary>Parallax.Worker.dll, which runs children.</summary>
    public static string WorkerAssembly { get; set; } = Path.Combine(AppContext.BaseDirectory, "Parallax.Worker.dll");

    /// <summary>What to start for a child of an example; redirect its streams as you like.</summary>
    /// <param name="example">The class that has the method <c>Child</c>.</param>
    /// <param name="trace">The parent's trace; the child's events go to the same place.</param>
    /// <param name="args">Arguments for <c>Child</c>.</param>
    /// <returns>A start info that uses no shell.</returns>
    public static ProcessStartInfo StartInfo(Type example, ITrace trace, params string[] args)
    {
        string[] command = [Dotnet, WorkerAssembly, "child", example.Assembly.Location, example.FullName!];
        return StartInfo(command, trace, args);
    }

    /// <summary>What to start for a child of another program, in Python say.</summary>
    /// <param name="command">The program and its first arguments.</param>
    /// <param name="trace">The parent's trace; the child's events go to the same place.</param>
    /// <param name="args">Arguments that follow.</param>
    /// <returns>A start info that uses no shell.</returns>
    public static ProcessStartInfo StartInfo(IReadOnlyList<string> command, ITrace trace, params string[] args)
    {
        var info = new ProcessStartInfo(command[0], [.. command.Skip(1), .. args]) { UseShellExecute = false };
        // In this child's environment only: it names one trial.
        info.Environment.Remove(TraceAddress.Variable);
        if (trace is Trace { Address: { } address })
        {
            info.Environment[TraceAddress.Variable] = address.ToJson();
        }

        return info;
    }

    // The runtime lies in DOTNET/shared/Microsoft.NETCore.App/VERSION/.
    private static string FindDotnet()
    {
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", Program));
        return File.Exists(beside) ? beside : Program;
    }
}
