using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>Services that fail are asked: who was told of what, when, and what became of the others?</summary>
/// <remarks>
/// Each answers in its turn when nobody can go on without it, so the siblings of one that fails are held until its
/// error came out, or never does. With orders = "all" up to 24 orders are tried, if none fails: each must give the
/// same.
/// </remarks>
public static class WhenAllScene
{
    public sealed record Job(string Name, int Ms);

    public sealed record Parameters(string Variant, Job[] Jobs, string[] Fail, string Orders);

    public sealed record Output(
        string[]? Answers, string[] Caught, string? Error, int Running, string[] Ends);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        string[] names = [.. state.Jobs.Select(job => job.Name)];
        string[]?[] orders = watch.Observed && state.Orders == "all" && state.Fail.Length == 0
            ? [.. Permutations(names).Take(24)]
            : [null];
        var plays = new List<Output>();
        foreach (var order in orders)
        {
            plays.Add(await Play(state, watch, order));
        }

        return plays.Find(one => !Same(one, plays[0])) is { } other
            ? new Output(
                [.. plays.SelectMany(one => one.Answers ?? [])],
                other.Caught,
                other.Error,
                other.Running,
                other.Ends)
            : plays[0];
    }

    private static async Task<Output> Play(Parameters state, ITrace watch, string[]? order)
    {
        using var services = new Services(
            state.Jobs.Select(job => (job.Name, job.Ms)), watch, state.Fail, order);
        var told = await services.Told(() => state.Variant switch
        {
            "one-by-one" => WhenAll.OneByOneAsync(services.Questions),
            "gather" => WhenAll.GatherAsync(services.Questions),
            _ => WhenAll.TaskGroupAsync(services.Questions),
        });
        watch.Event("told");
        var running = services.Running;
        await services.Rest();
        return new Output(told.Value, told.Caught, told.Error, running, services.Ends);
    }

    private static bool Same(Output one, Output other) =>
        one.Answers.AsSpan().SequenceEqual(other.Answers) && one.Error == other.Error
            && one.Running == other.Running
        && one.Caught.AsSpan().SequenceEqual(other.Caught) && one.Ends.AsSpan().SequenceEqual(other.Ends);

    private static IEnumerable<string[]> Permutations(string[] names) => names.Length < 2
        ? [names]
        : names.SelectMany(
            first => Permutations([.. names.Except([first])]), (first, rest) => (string[])[first, .. rest]);
}
