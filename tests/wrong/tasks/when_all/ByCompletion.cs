namespace Parallax.Wrong.Tasks.WhenAll;

/// <summary>Collects answers as they come, and takes them for answers in the order of the questions.</summary>
public static class ByCompletion
{
    public sealed record Job(string Name, int Ms);

    public sealed record Parameters(string Variant, Job[] Jobs, string[] Fail);

    public sealed record Output(string[]? Answers, string[] Caught, string? Error, int Running, string[] Ends);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var fetches = state.Jobs.Select((_, number) => Fetch(number, state, trace)).ToArray();
        var order = Enumerable.Range(0, fetches.Length).OrderBy(number => state.Jobs[number].Ms).ToArray();
        trace.OpenGate($"turn {order[0]}");
        var answers = new List<string>();
        await foreach (var fetch in Task.WhenEach(fetches))
        {
            answers.Add(await fetch);
            trace.OpenGate($"turn {order.ElementAtOrDefault(answers.Count)}");
        }

        trace.Event("told");
        return new Output([.. answers], [], null, 0, [.. answers.Select(_ => "answered")]);
    }

    private static async Task<string> Fetch(int number, Parameters state, ITrace trace)
    {
        var job = state.Jobs[number];
        using (trace.Span("fetch", item: job.Name))
        {
            await trace.RendezvousAsync("all asked", state.Jobs.Length);
            await Task.Delay(job.Ms);
            await trace.WaitGateAsync($"turn {number}");
            trace.Event("answered", item: job.Name);
            return $"{job.Name} answers";
        }
    }
}
