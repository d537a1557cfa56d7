using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>Services that fail are asked: who was told of what, and who was still at it?</summary>
/// <remarks>
/// The services are a prop: each answers in its turn when nobody can go on without it. So the others are held until the
/// caller of the one that fails was told, or never is; no clock decides. Whatever text stands in the example's place is
/// driven into the same corner.
/// </remarks>
public static class __Pair__Scene
{
    public sealed record Job(string Name, int Ms);

    public sealed record Parameters(string Variant, Job[] Jobs, string[] Fail);

    public sealed record Output(string[]? Answers, string? Error, int Running);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        using var services = new Services(state.Jobs.Select(job => (job.Name, job.Ms)), watch, state.Fail);
        var told = await services.Told(() => state.Variant == "one-by-one"
            ? __Pair__.OneByOneAsync(services.Questions)
            : __Pair__.TogetherAsync(services.Questions));
        var running = services.Running;
        await services.Rest();
        return new Output(told.Value, told.Error, running);
    }
}
