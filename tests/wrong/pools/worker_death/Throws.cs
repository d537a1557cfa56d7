namespace Parallax.Wrong.Pools.WorkerDeath;

/// <summary>Takes an exception in a task for a worker's death: the thread lives on, and so does everything.</summary>
public static class Throws
{
    public sealed record Parameters(string Variant, int X);

    public sealed record Output(string? Lost, int? Behind, string? Refused, int? Again);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        var lost = (string?)null;
        var doomed = Task.Run(() => Die(trace));
        try
        {
            await doomed;
        }
        catch (InvalidOperationException)
        {
            lost = "end-of-stream";
        }

        var behind = await Task.Run(() => Square(state.X, "the job behind", trace));
        var again = await Task.Run(() => Square(state.X, "a new job", trace));
        return new Output(lost, behind, Refused: null, again);
    }

    private static void Die(ITrace trace)
    {
        trace.Event("at work", item: "the doomed job");
        throw new InvalidOperationException("dead");
    }

    private static int Square(int x, string name, ITrace trace)
    {
        trace.Event("at work", item: name);
        return x * x;
    }
}
