namespace Parallax.Examples.Tasks;

/// <summary>Waits for a group of tasks; when one of them fails, each way of waiting means something else.</summary>
/// <remarks>
/// <c>Task.WhenAll</c> waits for every task, whatever happens, and cancels none; then <c>await</c> throws one
/// of the errors, and all of them are in the task's <c>Exception</c>. Python's <c>gather</c> raises the first
/// error at once and leaves the others running, its <c>TaskGroup</c> cancels them; C# has no task group.
/// Older code awaited one task after the other, which takes as long as all waits together, or blocked
/// a thread in <c>Task.WaitAll</c>.
/// </remarks>
public static class WhenAll
{
    public sealed record Job(string Name, int Ms);

    public sealed record Parameters(string Variant, Job[] Jobs, string[] Fail);

    public sealed record Output(string[]? Answers, string[] Caught, string? Error, int Running, string[] Ends);

    /// <summary>A service's own error; its message is the service's name.</summary>
    private sealed class Refused(string name) : Exception(name);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        // A turn for each: the next service may answer when the one before has ended. So no race decides.
        TaskCompletionSource[] turns = [.. state.Jobs.Select(_ => new TaskCompletionSource())];
        var fetches = new List<Task<string>>();
        string[]? answers = null;
        string[] caught = [];
        string? error = null;
        // [step: wait for the group]
        try
        {
            answers = state.Variant switch
            {
                "one-by-one" => await OneByOne(fetches, turns, state, trace),
                "gather" => await Gather(fetches, turns, state, trace),
                _ => await TaskGroup(fetches, turns, state, trace),
            };
        }
        catch (Refused refused)
        {
            (caught, error) = ([refused.Message], "user");
        }

        trace.Event("told");
        var running = fetches.Count(fetch => !fetch.IsCompleted);
        // [step: see the rest end]
        await ((Task)Task.WhenAll(fetches)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var ends = fetches.Select(EndOf).ToArray();
        return new Output(answers, caught, error, running, ends);
    }

    private static string EndOf(Task fetch) =>
        fetch.IsCanceled ? "cancelled" : fetch.IsFaulted ? "failed" : "answered";

    // Nobody is asked before the one before has answered; the first error ends it all.
    private static async Task<string[]> OneByOne(
        List<Task<string>> fetches, TaskCompletionSource[] turns, Parameters state, ITrace trace)
    {
        var answers = new List<string>();
        for (var number = 0; number < turns.Length; number++)
        {
            turns[number].SetResult();
            fetches.Add(Fetch(number, turns, state, trace));
            answers.Add(await fetches[number]);
        }

        return [.. answers];
    }

    // The answers stand in the order of the questions, and so do the errors: the first is thrown.
    private static async Task<string[]> Gather(
        List<Task<string>> fetches, TaskCompletionSource[] turns, Parameters state, ITrace trace)
    {
        fetches.AddRange(turns.Select((_, number) => Fetch(number, turns, state, trace)));
        var group = Task.WhenAll(fetches);
        TakeTurns(fetches, turns, state);
        return await group;
    }

    // Without a task group, tasks are waited for as plain ones: await then throws the first error in time.
    private static async Task<string[]> TaskGroup(
        List<Task<string>> fetches, TaskCompletionSource[] turns, Parameters state, ITrace trace)
    {
        fetches.AddRange(turns.Select((_, number) => Fetch(number, turns, state, trace)));
        var group = Task.WhenAll(fetches.Cast<Task>());
        TakeTurns(fetches, turns, state);
        await group;
        return [.. fetches.Select(fetch => fetch.Result)];
    }

    // [step: fetch]
    private static async Task<string> Fetch(int number, TaskCompletionSource[] turns, Parameters state, ITrace trace)
    {
        var job = state.Jobs[number];
        var together = state.Variant == "one-by-one" ? 1 : turns.Length;
        using (trace.Span("fetch", item: job.Name))
        {
            await trace.RendezvousAsync("all asked", together);
            await Task.Delay(job.Ms);
            await turns[number].Task;
            trace.Event("answered", item: job.Name);
            return state.Fail.Contains(job.Name) ? throw new Refused(job.Name) : $"{job.Name} answers";
        }
    }

    // [step: take turns]
    // The quickest comes first.
    private static void TakeTurns(List<Task<string>> fetches, TaskCompletionSource[] turns, Parameters state)
    {
        var order = Enumerable.Range(0, turns.Length).OrderBy(number => state.Jobs[number].Ms).ToArray();
        turns[order[0]].SetResult();
        foreach (var (before, after) in order.Zip(order.Skip(1)))
        {
            fetches[before].ContinueWith(_ => turns[after].SetResult(), TaskScheduler.Default);
        }
    }
}
