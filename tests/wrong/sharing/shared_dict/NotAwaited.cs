using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Parallax.Wrong.Sharing.SharedDict;

/// <summary>Looks for the last time without awaiting the writer: it sees what is there by then.</summary>
public static class NotAwaited
{
    public sealed record Parameters(string Variant, int N, int PerWorker);

    public sealed record View(Dictionary<string, object?> Entries, IReadOnlyList<int> Numbers);

    public sealed record Output(View[]? Views, List<int>? Nested, List<int>? StoredAgain, int? Count);

    private sealed class Shared(int n)
    {
        public readonly ConcurrentDictionary<object, object?> Entries = new();
        public ImmutableList<int> Numbers = [.. Enumerable.Range(0, n)];
    }

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var answer = new Output(Views: null, Nested: null, StoredAgain: null, Count: null);
        if (state.Variant == "lock")
        {
            return answer with { Count = await WithLock(state.PerWorker, trace) };
        }

        return await WithWriter(state.N, trace);
    }

    private static async Task<Output> WithWriter(int n, ITrace trace)
    {
        var shared = new Shared(n);
        var writer = Task.Run(() => Write(shared, trace));
        List<View> views = [Look(shared, trace)];
        trace.OpenGate("the first look is over");
        await trace.WaitGateAsync("one entry is there");
        views.Add(Look(shared, trace));
        views.Add(Look(shared, trace));
        trace.OpenGate("the second look is over");
        await writer;
        var entries = shared.Entries;
        (entries["inner"], entries["outer"]) = (new List<int> { 1 }, new List<int> { 1 });
        ((List<int>)entries["inner"]!).Add(2);
        var taken = (List<int>)entries["outer"]!;
        taken.Add(2);
        entries["outer"] = taken;
        return new Output([.. views], (List<int>)entries["inner"]!, (List<int>)entries["outer"]!, Count: null);
    }

    private static async Task Write(Shared shared, ITrace trace)
    {
        await trace.WaitGateAsync("the first look is over");
        shared.Entries[1] = "1";
        trace.Event("step", item: "first entry");
        trace.OpenGate("one entry is there");
        await trace.WaitGateAsync("the second look is over");
        shared.Entries["2"] = 2;
        shared.Entries[0.25] = null;
        ImmutableInterlocked.Update(ref shared.Numbers, numbers => numbers.Reverse());
        trace.Event("step", item: "all entries");
    }

    private static View Look(Shared shared, ITrace trace)
    {
        static string Name(object key) =>
            key is string text ? $"'{text}'" : string.Create(CultureInfo.InvariantCulture, $"{key}");

        var view = new View(shared.Entries.ToDictionary(one => Name(one.Key), one => one.Value), shared.Numbers);
        trace.Event("step", item: "look");
        return view;
    }

    private static async Task<int> WithLock(int perWorker, ITrace trace)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (file, name) = (Path.Combine(folder.FullName, "count"), Path.GetRandomFileName());
            await File.WriteAllTextAsync(file, "0");
            var start = ExampleProcess.StartInfo(typeof(NotAwaited), trace, name, file, $"{perWorker}");
            using var first = Process.Start(start)!;
            using var second = Process.Start(start)!;
            await Task.WhenAll(first.WaitForExitAsync(), second.WaitForExitAsync());
            return int.Parse(await File.ReadAllTextAsync(file));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static void Child(string[] args, ITrace trace)
    {
        var (name, file, perWorker) = (args[0], args[1], int.Parse(args[2]));
        using var mutex = new Mutex(initiallyOwned: false, name);
        for (var turn = 0; turn < perWorker; turn++)
        {
            trace.Rendezvous("both at the door", 2);
            mutex.WaitOne();
            using (trace.Span("inside"))
            {
                var number = int.Parse(File.ReadAllText(file));
                File.WriteAllText(file, $"{number + 1}");
            }

            mutex.ReleaseMutex();
        }
    }
}
