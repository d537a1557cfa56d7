namespace Parallax.Examples.__Chapter__;

/// <summary>Does jobs that wait, one by one and all together.</summary>
/// <remarks>
/// Tell here, for a learner, what there is to see and what older code did: each pair shows one idea, in some
/// 45 lines. The Python text has the same names and the same steps, so that the two can be laid side by side.
/// </remarks>
public static class __Pair__
{
    public sealed record Parameters(string Variant, long[] Numbers, int WaitMs);

    public sealed record Output(long[] Answers, int Jobs);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var answers = state.Variant switch
        {
            "one-by-one" => await OneByOne(state, trace),
            "together" => await Together(state, trace),
            _ => throw new ArgumentException($"unknown variant {state.Variant}"),
        };
        return new Output(answers, answers.Length);
    }

    // The next job begins when the one before has ended.
    private static async Task<long[]> OneByOne(Parameters state, ITrace trace)
    {
        // [step: do one job after the other]
        var answers = new List<long>();
        foreach (var number in state.Numbers)
        {
            answers.Add(await Job(number, 1, state, trace));
        }

        return [.. answers];
    }

    // The answers stand in the order of the jobs, not in that in which they came.
    private static async Task<long[]> Together(Parameters state, ITrace trace)
    {
        // [step: start all jobs]
        var count = state.Numbers.Length;
        var jobs = state.Numbers.Select(number => Job(number, count, state, trace)).ToArray();
        // [step: wait for all answers]
        return await Task.WhenAll(jobs);
    }

    // [step: a job]
    private static async Task<long> Job(long number, int parties, Parameters state, ITrace trace)
    {
        using (trace.Span("job", item: number))
        {
            // Opens only when so many are inside: that is the proof. In timed trials it stands open.
            await trace.RendezvousAsync("all inside", parties);
            await Task.Delay(state.WaitMs);
            return number * number;
        }
    }
}
