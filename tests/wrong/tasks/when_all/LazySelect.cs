namespace Parallax.Wrong.Tasks.WhenAll;

/// <summary>Forgets ToArray: Select is lazy, so each question is asked when the loop comes to it.</summary>
public static class LazySelect
{
    public sealed record Job(string Name, int Ms);

    public sealed record Parameters(string Variant, Job[] Jobs, string[] Fail);

    public sealed record Output(string[]? Answers, string[] Caught, string? Error, int Running, string[] Ends);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var fetches = state.Jobs.Select(job => Fetch(job, trace));
        var answers = new List<string>();
        foreach (var fetch in fetches)
        {
            answers.Add(await fetch);
        }

        trace.Event("told");
        return new Output([.. answers], [], null, 0, [.. answers.Select(_ => "answered")]);
    }

    private static async Task<string> Fetch(Job job, ITrace trace)
    {
        using (trace.Span("fetch", item: job.Name))
        {
            await Task.Delay(job.Ms);
            trace.Event("answered", item: job.Name);
            return $"{job.Name} answers";
        }
    }
}
