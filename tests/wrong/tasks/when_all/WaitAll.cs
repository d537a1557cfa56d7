namespace Parallax.Wrong.Tasks.WhenAll;

/// <summary>Blocks in Task.WaitAll, which throws all errors as one AggregateException, unlike await.</summary>
public static class WaitAll
{
    public sealed record Job(string Name, int Ms);

    public sealed record Parameters(string Variant, Job[] Jobs, string[] Fail);

    public sealed record Output(string[]? Answers, string[] Caught, string? Error, int Running, string[] Ends);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static Output Run(Parameters state, ITrace trace)
    {
        var fetches = state.Jobs.Select(job => Fetch(job, state, trace)).ToArray();
        string[] caught = [];
        try
        {
            Task.WaitAll(fetches);
        }
        catch (AggregateException errors)
        {
            caught = [.. errors.InnerExceptions.Select(error => error.Message)];
        }

        trace.Event("told");
        return new Output(null, caught, "aggregate", 0, [.. fetches.Select(fetch => fetch.IsFaulted ? "failed" : "answered")]);
    }

    private static async Task<string> Fetch(Job job, Parameters state, ITrace trace)
    {
        using (trace.Span("fetch", item: job.Name))
        {
            await trace.RendezvousAsync("all asked", state.Jobs.Length);
            await Task.Delay(job.Ms);
            trace.Event("answered", item: job.Name);
            return state.Fail.Contains(job.Name) ? throw new InvalidOperationException(job.Name) : $"{job.Name} answers";
        }
    }
}
