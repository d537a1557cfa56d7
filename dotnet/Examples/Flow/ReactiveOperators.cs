#:package System.Reactive
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Parallax.Examples;

/// <summary>Events come in time, such as key strokes: how do I keep some, and wait until they settle?</summary>
/// <remarks>
/// An observer has three calls: <c>OnNext</c> for a value, <c>OnCompleted</c> for the end, <c>OnError</c> for
/// a failure. Rx is the package <c>System.Reactive</c>. <c>Throttle</c> waits for a pause, and passes the
/// last value on; Python's <c>reactivex</c> calls that debounce. After a failure, a value that still waits is
/// lost. The clock is a scheduler; that of a test does not wait.
/// </remarks>
public static class ReactiveOperators
{
    /// <summary>From a list, afterwards: the next event shows whether this one settled.</summary>
    public static (List<string> Kept, List<(string Name, int At)> Settled) ByHand(
        string[] names, int[] times, int end, string unwanted, int quiet)
    {
        List<string> kept = [.. names.Where(name => name != unwanted)];
        var settled = new List<(string Name, int At)>();
        foreach (var ((name, at), following) in names.Zip(times).Zip(times.Skip(1).Append(end)))
        {
            if (at + quiet < following)
            {
                settled.Add((name, at + quiet));
            }
        }

        if (times[^1] + quiet >= end)
        {
            settled.Add((names[^1], end));
        }

        return (kept, settled);
    }

    /// <summary>As they come: each event goes through both operators.</summary>
    public static IDisposable Operators(
        IObservable<string> source, IScheduler clock, string unwanted, TimeSpan quiet,
        Action<string> keep, Action<string> settle, Action<Exception> fail) =>
        new CompositeDisposable(
            source.Where(name => name != unwanted).Subscribe(keep, fail),
            source.Throttle(quiet, clock).Subscribe(settle, fail));

    public static async Task Main()
    {
        using var typed = new Subject<string>();
        var (clock, quiet) = (DefaultScheduler.Instance, TimeSpan.FromMilliseconds(50));
        void Search(string text) => Console.WriteLine($"search for {text}");
        using var listening = Operators(typed, clock, "co", quiet, Console.WriteLine, Search, Console.WriteLine);
        foreach (var text in (string[])["c", "co", "coffee"])
        {
            typed.OnNext(text);
        }

        await Task.Delay(200);
        typed.OnNext("coffee beans");
        typed.OnCompleted();
    }
}
