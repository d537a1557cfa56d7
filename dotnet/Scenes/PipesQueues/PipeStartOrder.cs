using System.Diagnostics;
using System.IO.Pipes;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// <c>start</c> returns when the child is about to send, and the child takes a moment to end when all has been read.
/// </summary>
/// <remarks>
/// A program that waits for ever is found standing still; then its child is killed, and that is marked.
/// </remarks>
public static class PipeStartOrderScene
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    public sealed record Parameters(string Variant, int Size, int WaitMs);

    public sealed record Output(int? Received, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        await using var pipe = new AnonymousPipeServerStream(
            PipeDirection.In, HandleInheritability.Inheritable);
        using var lines = new StreamReader(pipe);
        using var reader = new FirstUse(lines, () => watch.Event("step", item: "parent reads"));
        var command = Children.Command(
            typeof(Teller), typeof(PipeStartOrder), pipe.GetClientHandleAsString(), $"{state.Size}");
        var letGo = false;
        Process Start()
        {
            ObjectDisposedException.ThrowIf(letGo, pipe); // the child would have no pipe to send into
            watch.Event("step", item: "parent starts the child");
            var child = Process.Start(ExampleProcess.StartInfo(command, watch))!;
            pipe.DisposeLocalCopyOfClientHandle();
            watch.WaitGate("the child sends");
            return child;
        }

        Func<Func<Process>, TextReader, TimeSpan, Task<(string?, bool)>> order = state.Variant switch
        {
            "right-order" => PipeStartOrder.RightOrderAsync,
            "starts-late" => PipeStartOrder.StartsLateAsync,
            _ => PipeStartOrder.JoinsEarlyAsync,
        };
        var patience = TimeSpan.FromMilliseconds(state.WaitMs);
        if (!watch.Observed)
        {
            return Seen(await order(Start, reader, patience), null);
        }

        var before = Waiting.Children();
        var call = Call.Of(() => order(Start, reader, patience), watch).EndWithChildren(before);
        watch.Event("step", item: "parent is done");
        var error = call.Stuck ? "stuck" : call.Error?.GetType().Name;
        letGo = true;
        pipe.DisposeLocalCopyOfClientHandle(); // who reads what nobody writes is let go
        call.EndsWithin(Children.Limit);
        return Seen(error is null ? call.Value : default, error);
    }

    private static Output Seen((string? Message, bool GaveUp) told, string? error) =>
        new(told.Message?.Length, error ?? (told.GaveUp ? "deadlock" : null));

    /// <summary>The child.</summary>
    private static class Teller
    {
        public static async Task Main(string[] args)
        {
            var watch = TraceAddress.TraceFromEnvironment();
            await using var pipe = new AnonymousPipeClientStream(PipeDirection.Out, args[0]);
            await using var writer = new StreamWriter(pipe) { AutoFlush = true };
            watch.OpenGate("the child sends");
            await writer.WriteLineAsync(new string('x', int.Parse(args[1])));
            if (watch.Observed)
            {
                await Task.Delay(Moment);
            }

            watch.Event("step", item: "child ends");
        }
    }
}
