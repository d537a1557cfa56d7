namespace Parallax.Wrong.Tasks.WhenAll;

/// <summary>Collects answers as they come, and takes them for answers in the order of the questions.</summary>
public static class ByCompletion
{
    public sealed record Job(string Name, int Ms);

    public sealed record Parameters(string Variant, Job[] Jobs, string[] Fail);

    public sealed record Output(string[]? Answers, string[] Caught, string? Error, int Running, string[] Ends);

    private sealed class Refused(string name) : Exception(name);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        TaskCompletionSource[] turns = [.. state.Jobs.Select(_ => new TaskCompletionSource())];
        var fetches = new List<Task<string>>();
        string[]? answers = null;
        string[] caught = [];
        string? error = null;
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
        await ((Task)Task.WhenAll(fetches)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var ends = fetches.Select(EndOf).ToArray();
        return new Output(answers, caught, error, running, ends);
    }

    private static string EndOf(Task fetch) =>
        fetch.IsCanceled ? "cancelled" : fetch.IsFaulted ? "failed" : "answered";

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

    private static async Task<string[]> Gather(
        List<Task<string>> fetches, TaskCompletionSource[] turns, Parameters state, ITrace trace)
    {
        fetches.AddRange(turns.Select((_, number) => Fetch(number, turns, state, trace)));
        TakeTurns(fetches, turns, state);
        var answers = new List<string>();
        await foreach (var fetch in Task.WhenEach(fetches))
        {
            answers.Add(await fetch);
        }

        return [.. answers];
    }

    private static async Task<string[]> TaskGroup(
        List<Task<string>> fetches, TaskCompletionSource[] turns, Parameters state, ITrace trace)
    {
        fetches.AddRange(turns.Select((_, number) => Fetch(number, turns, state, trace)));
        var group = Task.WhenAll(fetches.Cast<Task>());
        TakeTurns(fetches, turns, state);
        await group;
        return [.. fetches.Select(fetch => fetch.Result)];
    }

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
