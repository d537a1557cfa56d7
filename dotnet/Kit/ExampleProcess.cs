using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Parallax;

/// <summary>Starts child processes of examples.</summary>
/// <remarks>
/// .NET has no fork and no <c>multiprocessing</c>: a child is a program that is started.
/// Here it is our worker's program, told which class's <c>Main(string[] args)</c> to run.
/// </remarks>
public static class ExampleProcess
{
    /// <summary>
    /// What starts the worker, which runs children: a dotnet and its assembly, or a program that has both linked in.
    /// </summary>
    /// <remarks>A host inside another process says what it is.</remarks>
    public static IReadOnlyList<string> Worker { get; set; } =
        RuntimeFeature.IsDynamicCodeSupported
            ? [FindDotnet(), Path.Combine(AppContext.BaseDirectory, "Parallax.Worker.dll")]
            : [Environment.ProcessPath!];

    /// <summary>How a worker's command names an assembly: by its path, or by its name if it is linked in.</summary>
    public static string Named(Assembly assembly) =>
        RuntimeFeature.IsDynamicCodeSupported ? assembly.Location : assembly.GetName().Name!;

    /// <summary>The command that starts an example as a program of its own; its arguments follow.</summary>
    /// <remarks>
    /// A scene hands it to an example that starts itself; <c>Environment.ProcessPath</c> names the worker's host there.
    /// </remarks>
    /// <param name="example">The class that has the method <c>Main</c>.</param>
    public static IReadOnlyList<string> Command(Type example) =>
        [.. Worker, "main", Named(example.Assembly), example.FullName!];

    /// <summary>
    /// Lets every child that this process starts know the trial's trace, until the result is disposed.
    /// </summary>
    /// <remarks>
    /// Children that an example starts inherit the environment: their span <c>child</c> then comes to the trace.
    /// </remarks>
    /// <param name="trace">The trial's trace; a silent one hides any other.</param>
    public static IDisposable TraceChildren(ITrace trace) => new TracedChildren((trace as Trace)?.Address);

    /// <summary>What to start for a child; redirect its streams as you like.</summary>
    /// <param name="command">The program and its first arguments.</param>
    /// <param name="trace">The parent's trace; the child's events go to the same place.</param>
    /// <param name="args">Arguments that follow.</param>
    /// <returns>A start info that uses no shell.</returns>
    public static ProcessStartInfo StartInfo(
        IReadOnlyList<string> command, ITrace trace, params string[] args)
    {
        var info =
            new ProcessStartInfo(command[0], [.. command.Skip(1), .. args]) { UseShellExecute = false };
        // In this child's environment only: it names one trial.
        info.Environment.Remove(TraceAddress.Variable);
        if (trace is Trace { Address: { } address })
        {
            info.Environment[TraceAddress.Variable] = address.ToJson();
        }

        return info;
    }

    // The one whose runtime this process runs on, which lies in DOTNET/shared/Microsoft.NETCore.App/VERSION/.
    private static string FindDotnet()
    {
        var program = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", program));
        return File.Exists(beside) ? beside : program;
    }
}
