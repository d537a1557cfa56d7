using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Parallax.Wrong.Tasks.FireAndForget;

/// <summary>Awaits the work where it should only start it: the caller goes on when all is over.</summary>
public static class Awaited
{
    private const int Looks = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public sealed record Parameters(string Variant, bool Fails);

    public sealed record Output(bool Completed, string? Told, int? ExitCode);

    /// <summary>The work's own error.</summary>
    private sealed class Refused : Exception;

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        trace.Event("step", item: "began");
        return state.Variant switch
        {
            "process" => await InProcess(state.Fails, trace),
            "tracked" => await Tracked(state.Fails, trace),
            _ => await Forgotten(state.Fails, trace),
        };
    }

    private static async Task<Output> Tracked(bool fails, ITrace trace)
    {
        var done = new List<string>();
        string? told = null;
        try
        {
            // [step: start and go on]
            var task = Work(fails, done, trace);
            GoOn(trace);
            // [step: see its end]
            // This is not passed before the work has ended; its error comes out of it, bare.
            await task;
        }
        catch (Refused)
        {
            told = "caller";
        }

        return new Output(done.Count > 0, told, null);
    }

    private static async Task<Output> Forgotten(bool fails, ITrace trace)
    {
        var (done, told) = (new List<string>(), new TaskCompletionSource());
        void Tell(object? sender, UnobservedTaskExceptionEventArgs unobserved)
        {
            if (unobserved.Exception.InnerException is Refused)
            {
                told.TrySetResult();
            }
        }

        TaskScheduler.UnobservedTaskException += Tell;
        // [step: start and go on]
        var ended = Start(fails, done, trace);
        await ended;
        // [step: see its end]
        GoOn(trace);
        // Nobody is told before the task is thrown away; here that is hurried up.
        for (var look = 0; look < Looks && fails && !told.Task.IsCompleted; look++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(Pause);
        }

        TaskScheduler.UnobservedTaskException -= Tell;
        return new Output(done.Count > 0, told.Task.IsCompleted ? "last resort" : null, null);
    }

    // In a method of its own, so that no variable of the caller holds the task.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task Start(bool fails, List<string> done, ITrace trace)
    {
        var ended = new TaskCompletionSource();
        _ = Work(fails, done, trace).ContinueWith(_ => ended.SetResult(), TaskScheduler.Default);
        return ended.Task;
    }

    // The same in a process of its own, to see whether it lives on.
    private static async Task<Output> InProcess(bool fails, ITrace trace)
    {
        var folder = Directory.CreateTempSubdirectory(); // for what a crash may leave
        var start = ExampleProcess.StartInfo(typeof(Awaited), trace, fails.ToString());
        start.WorkingDirectory = folder.FullName;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var child = Process.Start(start)!;
        // [step: see the process end]
        var (said, complaint) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        await child.WaitForExitAsync();
        folder.Delete(recursive: true);
        var told = (await complaint).Contains(nameof(Refused)) ? "end of the process" : null;
        return new Output((await said).Contains("completed"), told, child.ExitCode);
    }

    // [step: the child]
    public static async Task<int> Child(string[] args, ITrace trace)
    {
        var ended = new TaskCompletionSource<List<string>>();
        Forget(bool.Parse(args[0]), ended, trace);
        GoOn(trace);
        (await ended.Task).ForEach(Console.WriteLine);
        return 0;
    }

    // A try around its call catches nothing: the call is over when the error comes.
    private static async void Forget(bool fails, TaskCompletionSource<List<string>> ended, ITrace trace)
    {
        var done = new List<string>();
        await Work(fails, done, trace);
        ended.SetResult(done);
    }

    private static void GoOn(ITrace trace)
    {
        trace.Event("step", item: "went on");
        trace.OpenGate("went on");
    }

    // [step: work]
    private static async Task Work(bool fails, List<string> done, ITrace trace)
    {
        await trace.WaitGateAsync("went on");
        trace.Event("step", item: "worked");
        if (fails)
        {
            throw new Refused();
        }

        done.Add("completed");
    }
}
