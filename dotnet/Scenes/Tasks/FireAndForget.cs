using System.Diagnostics;
using System.Runtime.CompilerServices;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>The work goes on only after its caller has; then what is left of its task is thrown away.</summary>
/// <remarks>
/// Only then may a last resort be told of an error. What an async void method throws is let through in a process of its
/// own, and with a context it is the context that is told.
/// </remarks>
public static class FireAndForgetScene
{
    public sealed record Parameters(string Variant, bool Fails);

    public sealed record Output(bool? Completed, string? Told, int? ExitCode);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        watch.Event("step", item: "began");
        return state.Variant is "process" or "async-void"
            ? await InProcess(state, watch)
            : await new Play(state.Fails, watch).Run(state.Variant);
    }

    private static async Task<Output> InProcess(Parameters state, ITrace watch)
    {
        var folder = Directory.CreateTempSubdirectory(); // for what a crash may leave
        var start = ExampleProcess.StartInfo(
            Children.Command(typeof(Child), typeof(FireAndForget), state.Variant, $"{state.Fails}"), watch);
        start.WorkingDirectory = folder.FullName;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var child = Process.Start(start)!;
        var (said, complaint) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        await child.WaitForExitAsync();
        folder.Delete(recursive: true);
        var words = (await said).Split(' ', 2, StringSplitOptions.TrimEntries);
        var ended = (await complaint).Contains("Unhandled exception", StringComparison.Ordinal)
            ? "end of the process"
            : null;
        return new Output(
            words[0] == "True",
            ended ?? (words.Length > 1 && words[1] != "" ? words[1] : null),
            child.ExitCode);
    }

    private static class Child
    {
        public static async Task<int> Main(string[] args)
        {
            var play = new Play(bool.Parse(args[1]), TraceAddress.TraceFromEnvironment());
            var output = await play.Run(args[0] == "process" ? "forgotten" : args[0]);
            Console.WriteLine($"{output.Completed} {output.Told}");
            return 0;
        }
    }

    private sealed class Play(bool fails, ITrace watch)
    {
        private readonly TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _completed, _resort;

        public async Task<Output> Run(string variant)
        {
            TaskScheduler.UnobservedTaskException += Tell;
            var window = new OneThread();
            var told = await Told.Of(() => variant switch
            {
                "tracked" => Tracked(),
                "context" => window.Run(() => Started(FireAndForget.AsyncVoid)),
                "async-void" => Started(FireAndForget.AsyncVoid),
                _ => Started(FireAndForget.Forgotten),
            });
            // Nobody is told before the task is thrown away; here that is hurried up.
            for (
                var looks = 0;
                looks < 200 && fails && told.Error is null && !_resort && window.Errors.Count == 0;
                looks++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                await Task.Delay(10);
            }

            TaskScheduler.UnobservedTaskException -= Tell;
            var elsewhere = _resort ? "last resort" : window.Errors.Count > 0 ? "context" : null;
            return new Output(_completed, told.Error == "user" ? "caller" : told.Error ?? elsewhere, null);
        }

        // The task is held by nothing of this method's.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private async Task<bool> Started(Action<Func<Task>> start)
        {
            start(WorkAsync);
            GoOn();
            _turn.SetResult();
            await Rest.Async();
            return true;
        }

        private async Task<bool> Tracked()
        {
            var task = FireAndForget.TrackedAsync(WorkAsync, GoOn);
            await Rest.Async();
            _turn.SetResult();
            await task;
            return true;
        }

        private void Tell(object? sender, UnobservedTaskExceptionEventArgs unobserved) =>
            _resort |= unobserved.Exception.InnerException is InvalidOperationException { Message: "no" };

        private void GoOn() => watch.Event("step", item: "went on");

        private async Task WorkAsync()
        {
            var work = watch.Span("work"); // what is thrown away in the middle never ends
            await _turn.Task;
            watch.Event("step", item: "worked");
            work.Dispose();
            if (fails)
            {
                throw new InvalidOperationException("no");
            }

            _completed = true;
        }
    }
}
