namespace Parallax.Wrong.Tasks.ExceptionAtAwait;

/// <summary>An async method that checks its argument: the refusal waits in the task like any other error.</summary>
public static class LateCheck
{
    private const int Balance = 3;

    public sealed record Parameters(string Variant, int Amount);

    public sealed record Output(bool Begun, string? RaisedAt, string? Error, string? Again);

    /// <summary>There is not that much to withdraw.</summary>
    private sealed class Refused : Exception;

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var log = new List<string>();
        string? raisedAt = null, error = null, again = null;
        Task<int>? job = null;
        // [step: call]
        try
        {
            job = Call(state, log, trace);
            trace.Event("called");
        }
        catch (Refused)
        {
            (raisedAt, error) = ("call", "user");
        }

        var begun = log.Contains("begun");
        // [step: await]
        if (job is not null)
        {
            if (state.Variant == "task")
            {
                await Task.WhenAny(job); // until it has ended; this throws nothing
            }

            trace.Event("awaiting");
            error = await Caught(job, state.Variant);
            trace.Event("caught", value: error ?? "nothing");
            raisedAt = error is null ? null : "await";
            // [step: await again]
            again = await Caught(job, state.Variant);
        }

        return new Output(begun, raisedAt, error, again);
    }

    private static Task<int> Call(Parameters state, List<string> log, ITrace trace) =>
        state.Variant == "checked-first"
            ? CheckedFirst(state.Amount, log, trace)
            : Withdraw(state.Amount, log, trace); // a task already: nothing more to be done for it to run

    private static async Task<string?> Caught(Task<int> job, string variant)
    {
        try
        {
            _ = variant == "blocking" ? job.Result : await job;
            return null;
        }
        catch (Refused)
        {
            return "user";
        }
        catch (AggregateException)
        {
            return "aggregate"; // "One or more errors occurred"
        }
    }

    // [step: withdraw]
    private static async Task<int> Withdraw(int amount, List<string> log, ITrace trace)
    {
        log.Add("begun");
        trace.Event("begun");
        await Task.Yield();
        return amount > Balance ? throw new Refused() : Balance - amount;
    }

    // [step: checked first]
    private static async Task<int> CheckedFirst(int amount, List<string> log, ITrace trace) =>
        amount > Balance ? throw new Refused() : await Withdraw(amount, log, trace);
}
