using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Children meet, and note which process they are, and what they find of a variable that was changed.
/// </summary>
public static class StartMethodCostScene
{
    public sealed record Parameters(string Variant, int Children);

    public sealed record Output(
        string?[]? Replies,
        string[] Sees,
        bool AnotherProcess,
        bool? ChildOfMine,
        string DefaultMethod,
        string? Error);

    public static Parameters Prepare(Parameters parameters)
    {
        StartMethodCost.Greeting = "as changed";
        return parameters;
    }

    public static void Cleanup(Parameters parameters) => StartMethodCost.Greeting = "as at the start";

    public static async Task<Output> Run(Parameters given, ITrace watch)
    {
        using var notes = new Notes();
        using var traced = ExampleProcess.TraceChildren(watch);
        var (replies, error) = ((string?[]?)null, (string?)null);
        try
        {
            replies = given.Variant == "thread"
                ? StartMethodCost.Thread(given.Children, number => Work(number, given.Children, notes, watch))
                : await StartMethodCost.SpawnAsync(
                    given.Children,
                    Children.Command(
                        typeof(Child), typeof(StartMethodCost), notes.Path, $"{given.Children}"));
        }
        catch (Exception other)
        {
            error = other.GetType().Name;
        }

        var lines = notes.Lines();
        var another = lines.Length > 0 && lines.All(line => line[0] != $"{Environment.ProcessId}");
        string[] sees = [.. lines.Select(line => string.Join(' ', line[1..]))];
        // .NET has no call that tells a program who started it.
        return new Output(replies, sees, another, ChildOfMine: null, DefaultMethod: "spawn", error);
    }

    private static string Work(int number, int together, Notes notes, ITrace watch)
    {
        using var worker = watch.Span("worker", item: number);
        watch.Event("at work", item: number);
        watch.Rendezvous("all at work", together);
        lock (notes.Path)
        {
            notes.Add(Environment.ProcessId, StartMethodCost.Greeting);
        }

        return $"hello {number}";
    }

    /// <summary>A child process, which does the same.</summary>
    private static class Child
    {
        public static void Main(string[] args)
        {
            var watch = TraceAddress.TraceFromEnvironment();
            Console.WriteLine(Work(int.Parse(args[2]), int.Parse(args[1]), new Notes(args[0]), watch));
        }
    }
}
