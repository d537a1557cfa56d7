using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Services that fail are asked by a scope: who was cancelled, who had ended, and which errors came out?
/// </summary>
/// <remarks>
/// Each answers in its turn, when nobody can go on without it; so siblings of one that fails are held until they are
/// cancelled or its caller was told. One whose clean-up fails throws an error of its own when it is cancelled. In
/// variant stopped nobody answers: the caller cancels when all have been asked.
/// </remarks>
public static class StructuredConcurrencyScene
{
    public sealed record Job(string Name, int Ms);

    public sealed record Parameters(
        string Variant, Job[] Jobs, string[] Fail, string[] Late, string[] Unclean);

    public sealed record Output(
        string[]? Handled, string? Error, string[] Caught, int Running, string[] Ends);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var stopped = state.Variant == "stopped";
        string[] names = [.. state.Jobs.Select(job => job.Name)];
        using var stop = new CancellationTokenSource();
        using var services = new Services(
            state.Jobs.Select(job => (job.Name, job.Ms)),
            watch,
            fail: stopped ? [] : state.Fail,
            error: name => state.Late.Contains(name)
                ? new TimeoutException(name)
                : new InvalidOperationException(name),
            held: stopped ? names : []);
        Func<CancellationToken, Task>[] jobs =
            [.. names.Zip(services.Questions, (name, ask) => JobOf(name, ask, state.Unclean))];
        var told = await services.Told(() => state.Variant switch
        {
            "no-scope" => Nothing(StructuredConcurrency.NoScopeAsync(jobs, stop.Token)),
            "handled" => Given(StructuredConcurrency.HandledAsync(jobs, stop.Token)),
            "stopped" => StoppedAsync(),
            _ => Nothing(StructuredConcurrency.ScopeAsync(jobs, stop.Token)),
        });
        watch.Event("told");
        var running = services.Running;
        await services.Rest();
        string[] caught = told.Error == "cancelled" ? [] : told.Caught;
        return new Output(told.Value, told.Error, caught, running, services.Ends);

        async Task<string[]?> StoppedAsync()
        {
            var scope = StructuredConcurrency.ScopeAsync(jobs, stop.Token);
            await Rest.Async();
            watch.Event("stop");
            await stop.CancelAsync();
            return await Nothing(scope);
        }
    }

    private static async Task<string[]?> Given(Task<string[]> task) => await task;

    private static async Task<string[]?> Nothing(Task task)
    {
        await task;
        return null;
    }

    private static Func<CancellationToken, Task> JobOf(
        string name, Func<CancellationToken, Task> ask, string[] unclean) =>
        async cancel =>
        {
            try
            {
                await ask(cancel);
            }
            catch (OperationCanceledException) when (unclean.Contains(name))
            {
                throw new InvalidOperationException($"{name} is not clean");
            }
        };
}
