using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Calls an async method that fails: what ran at the call, where did the error come out, and does it come out again?
/// </summary>
/// <remarks>
/// The scene is the caller. It notes when the body began, lets a task end at rest before it awaits it, awaits what it
/// was given, and then awaits the same thing again.
/// </remarks>
public static class ExceptionAtAwaitScene
{
    private const int Balance = 3;

    public sealed record Parameters(string Variant, int Amount);

    public sealed record Output(bool Begun, string? RaisedAt, int? Left, string? Error, string? Again);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var begun = false;
        Func<Task<int>> given;
        try
        {
            using var call = watch.Span("call");
            given = Start();
        }
        catch (Exception error)
        {
            return new Output(begun, "call", null, Told.Failed<int>(error).Error, null);
        }

        watch.Event("called");
        var atCall = begun;
        if (state.Variant == "task" && watch.Observed)
        {
            await Rest.Async(); // the task may end; nobody has awaited it
        }

        watch.Event("awaiting");
        var wait = watch.Span("await");
        var first = await Told.Of(given, watch.Observed);
        wait.Dispose();
        watch.Event("caught", value: first.Error ?? "nothing");
        var again = await Told.Of(given, watch.Observed);
        return new Output(
            atCall,
            first.Error is null ? null : "await",
            first.Error is null ? first.Value : null,
            first.Error,
            again.Error);

        Func<Task<int>> Start()
        {
            if (state.Variant == "blocking")
            {
                var future = Withdraw(state.Amount);
                return () => Task.Run(() => ExceptionAtAwait.Blocking(future));
            }

            var task = state.Variant switch
            {
                "call" => ExceptionAtAwait.CallAsync(Withdraw, state.Amount),
                "task" => ExceptionAtAwait.TaskAsync(Withdraw, state.Amount),
                _ => ExceptionAtAwait.CheckedFirst(Withdraw, state.Amount),
            };
            return () => task;
        }

        async Task<int> Withdraw(int amount)
        {
            begun = true;
            watch.Event("begun");
            await Task.Yield();
            return amount > Balance ? throw new InvalidOperationException($"{amount}") : Balance - amount;
        }
    }
}
