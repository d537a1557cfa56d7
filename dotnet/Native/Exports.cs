using System.Runtime.InteropServices;

namespace Parallax.Worker;

/// <summary>The worker inside a process that loads this library; texts are UTF-8.</summary>
internal static class Exports
{
    private static InProcess _host = null!;
    private static nint _answer;

    /// <summary>Comes before all others.</summary>
    /// <param name="program">The same worker as a native program: it runs children of examples.</param>
    /// <returns>What a record says of the runtime, as JSON.</returns>
    [UnmanagedCallersOnly(EntryPoint = "parallax_start")]
    public static nint Start(nint program)
    {
        ExampleProcess.Worker = [Text(program)];
        Linked.UseContexts();
        _host = new InProcess();
        return Given(InProcess.Facts());
    }

    [UnmanagedCallersOnly(EntryPoint = "parallax_process_id")]
    public static int ProcessId() => InProcess.ProcessId();

    [UnmanagedCallersOnly(EntryPoint = "parallax_handle")]
    public static nint Handle(nint request) => Given(_host.Handle(Text(request)));

    [UnmanagedCallersOnly(EntryPoint = "parallax_begin")]
    public static void Begin(long state) => _host.Begin(state);

    [UnmanagedCallersOnly(EntryPoint = "parallax_run_once")]
    public static byte RunOnce() => _host.RunOnce() ? (byte)1 : (byte)0;

    [UnmanagedCallersOnly(EntryPoint = "parallax_end")]
    public static nint End(long elapsed, long cpu) => Given(_host.End(elapsed, cpu));

    [UnmanagedCallersOnly(EntryPoint = "parallax_collect")]
    public static void Collect() => InProcess.Collect();

    private static string Text(nint given) => Marshal.PtrToStringUTF8(given)!;

    // Lives until the next answer: one thread asks, and copies it at once.
    private static nint Given(string text)
    {
        Marshal.FreeCoTaskMem(_answer);
        return _answer = Marshal.StringToCoTaskMemUTF8(text);
    }
}
