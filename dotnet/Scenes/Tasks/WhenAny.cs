using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Equal services are asked, the first of them may fail: what did the caller get, and how did the others end?
/// </summary>
/// <remarks>
/// Each ends in its turn when nobody can go on without it, so who wants the first answer and not the first end has to
/// wait on; and one that is cancelled cleans up for as long as others move, so who does not wait for it returns before.
/// </remarks>
public static class WhenAnyScene
{
    public sealed record Service(string Name, int Ms);

    public sealed record Parameters(string Variant, Service[] Services, string[] Fail);

    public sealed record Output(string[] LookedAt, string? Answer, string? Error, int Running, string[] Ends);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        using var services = new Services(
            state.Services.Select(one => (one.Name, one.Ms)), watch, state.Fail);
        var told = await services.Told(() => state.Variant switch
        {
            "left-running" => WhenAny.LeftRunningAsync(services.Questions),
            "first-completed" => WhenAny.FirstCompletedAsync(services.Questions),
            _ => WhenAny.FirstSuccessAsync(services.Questions),
        });
        watch.Event("told");
        var running = services.Running;
        string[] lookedAt = [.. services.Ended.Where(one => one.End != "cancelled").Select(one => one.Name)];
        await services.Rest();
        return new Output(lookedAt, told.Value, told.Error, running, services.Ends);
    }
}
