using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parallax.Worker;

/// <summary>
/// The worker inside a Python process: called through pythonnet or, from a native library, by ctypes; timed by Python.
/// </summary>
/// <remarks>Methods only, since pythonnet holds Python's lock while a property is read. None of them throws.</remarks>
public sealed class InProcess
{
    // Which of the process's threads are Python's, a request for a look says.
    private readonly Session _session = new(Leftovers.Baseline(), alone: false);
    private readonly List<object?> _outputs = [];
    private Func<ITrace, object?> _call = NotBegun;
    private Refused? _refused;

    /// <summary>Has the runtime open now what it would open for itself when the first process is started.</summary>
    public InProcess()
    {
        if (!OperatingSystem.IsWindows())
        {
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => { }).Dispose();
        }
    }

    /// <summary>Tells where dotnet and the worker are, for children of examples.</summary>
    /// <param name="dotnet">The dotnet program.</param>
    /// <param name="workerAssembly">Parallax.Worker.dll.</param>
    public static void Configure(string dotnet, string workerAssembly) =>
        ExampleProcess.Worker = [dotnet, workerAssembly];

    /// <summary>What a record says of the runtime, as JSON.</summary>
    public static string Facts() => Worker.Facts.OfRuntime().ToJsonString(Json.Options);

    /// <summary>The least that a call can ask: what is measured of it is the way there and back.</summary>
    public static int ProcessId() => Environment.ProcessId;

    /// <summary>Lets go what only garbage holds: a stream closes its descriptor when its finalizer has run.</summary>
    public static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    /// <summary>The answer to any request of the worker's protocol, as JSON.</summary>
    public string Handle(string request)
    {
        try
        {
            return _session.Handle(JsonNode.Parse(request) as JsonObject ?? []).ToJsonString(Json.Options);
        }
        catch (JsonException error)
        {
            return new Refused("protocol", error).Reply().ToJsonString(Json.Options);
        }
    }

    /// <summary>Begins a timed trial of a state; the calls of RunOnce are its.</summary>
    public void Begin(long state)
    {
        _outputs.Clear();
        try
        {
            (_call, _refused) = (_session.CallOf(state), null);
        }
        catch (InvalidOperationException error)
        {
            (_call, _refused) = (NotBegun, new Refused("protocol", error));
        }
    }

    /// <summary>Runs once and keeps the output; this is what is timed.</summary>
    /// <returns>Whether it ran; where it threw, <see cref="End"/> says what.</returns>
    public bool RunOnce()
    {
        try
        {
            _outputs.Add(_call(SilentTrace.Instance));
            return true;
        }
        catch (Exception error)
        {
            // An example's exception is the answer of its trial.
            _refused ??= new Refused("run", error);
            return false;
        }
    }

    /// <summary>The answer to the trial, with the outputs since Begin, as JSON.</summary>
    /// <param name="elapsed">What the caller's clock says of the calls, in nanoseconds.</param>
    /// <param name="cpu">The CPU time of the calls, in nanoseconds.</param>
    public string End(long elapsed, long cpu)
    {
        try
        {
            return (_refused?.Reply() ?? Outputs.Reply(_outputs, elapsed, cpu)).ToJsonString(Json.Options);
        }
        catch (Refused refused)
        {
            return refused.Reply().ToJsonString(Json.Options);
        }
    }

    private static object? NotBegun(ITrace trace) =>
        throw new InvalidOperationException("Begin comes before RunOnce");
}
