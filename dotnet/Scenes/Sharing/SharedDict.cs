using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// The writer is held where one looks; and the lock is held by the scene, until both who want it wait.
/// </summary>
/// <remarks>
/// Who counts while the scene has the lock does not take it. Who reads before taking it has read a stale number by
/// then.
/// </remarks>
public static class SharedDictScene
{
    private const int MomentMs = 50;
    private const int HangsMs = 2_000;

    public sealed record Parameters(string Variant, int PerWorker);

    public sealed record Output(
        IReadOnlyList<Dictionary<string, object?>>? Views = null,
        IReadOnlyList<int>? Inner = null,
        int? Workers = null,
        int? CountedWhileHeld = null,
        int? Count = null,
        string? Error = null);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        try
        {
            return state.Variant switch
            {
                "shared" => await Looks(watch),
                "nested" => Changed(SharedDict.Nested),
                "stored-again" => Changed(SharedDict.StoredAgain),
                _ => await Task.Factory.StartNew(
                    () => HeldLock(state.PerWorker), TaskCreationOptions.LongRunning),
            };
        }
        catch (Exception error)
        {
            return new Output(Error: Crew.Category(error));
        }
    }

    // The first look lasts until the writer has got half way; the second sees what is there.
    private static async Task<Output> Looks(ITrace watch)
    {
        var (views, filled) = (new List<Dictionary<string, object?>>(), new TaskCompletionSource());

        void View(ConcurrentDictionary<object, object?> entries)
        {
            views.Add(entries.ToDictionary(one => Name(one.Key), one => one.Value));
            watch.Event("step", item: "look");
        }

        void Look(ConcurrentDictionary<object, object?> entries)
        {
            View(entries);
            if (views.Count == 1)
            {
                watch.OpenGate("the first look is over");
                watch.WaitGate("one entry is there");
                View(entries);
                watch.OpenGate("the second look is over");
            }
        }

        void Fill(ConcurrentDictionary<object, object?> entries)
        {
            using var writer = watch.Span("writer");
            watch.WaitGate("the first look is over");
            entries[1] = "1";
            watch.Event("step", item: "first entry");
            watch.OpenGate("one entry is there");
            watch.WaitGate("the second look is over");
            Thread.Sleep(MomentMs); // a program that does not wait for the writer looks now
            entries["2"] = 2;
            entries[0.25] = null;
            watch.Event("step", item: "all entries");
            filled.TrySetResult();
        }

        var call = watch.Span("call");
        await SharedDict.SharedAsync(Fill, Look).WaitAsync(TimeSpan.FromSeconds(20));
        call.Dispose();
        await Waiting.EndsWithin(filled.Task, TimeSpan.FromMilliseconds(HangsMs));
        return new Output(Views: views);
    }

    // JSON knows texts as keys only: a key that is a text stands in quotes here.
    private static string Name(object key) =>
        key is string text ? $"'{text}'" : string.Create(CultureInfo.InvariantCulture, $"{key}");

    private static Output Changed(Action<ConcurrentDictionary<string, List<int>>> change)
    {
        var entries = new ConcurrentDictionary<string, List<int>> { ["inner"] = [1] };
        change(entries);
        return new Output(Inner: entries["inner"]);
    }

    private static Output HeldLock(int times)
    {
        var (before, folder) = (Waiting.Children(), Directory.CreateTempSubdirectory());
        var (file, name) = (Path.Combine(folder.FullName, "count"), Path.GetRandomFileName());
        File.WriteAllText(file, "0");
        using var mutex = new Mutex(initiallyOwned: true, name);
        var text = Task.Run(
            () => SharedDict.LockAsync(ExampleProcess.Command(typeof(SharedDict)), name, file, times));
        Waiting.AtRest(before);
        var (workers, held) = (Waiting.Children().Except(before).Count(), Counted(file));
        mutex.ReleaseMutex();
        var error = Ends(text, file, before);
        var count = Counted(file);
        folder.Delete(recursive: true);
        return new Output(Workers: workers, CountedWhileHeld: held, Count: count, Error: error);
    }

    private static int? Counted(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return int.TryParse(new StreamReader(stream).ReadToEnd(), out var number) ? number : null;
        }
        catch (IOException)
        {
            return null; // it is being written
        }
    }

    // What it raised; once nobody computes and nothing ends, its processes are killed.
    private static string? Ends(Task text, string file, HashSet<int> before)
    {
        // No look at the file meanwhile: to open it would keep others from writing.
        var since = Stopwatch.StartNew();
        while (!text.IsCompleted)
        {
            Thread.Sleep(10);
            if (since.ElapsedMilliseconds > HangsMs && Waiting.AtRest(before, atLeast: 0, limitMs: 1000))
            {
                foreach (var pid in Waiting.Children().Except(before))
                {
                    Process.GetProcessById(pid).Kill();
                }

                return "deadlock";
            }
        }

        return text.Exception is { } error ? Crew.Category(error.InnerException!) : null;
    }
}
