using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// Watches each call of a method, in the silo where it runs; the first one stops when it has had its effect, and
/// before it answers, if its silo is to die there.
/// </summary>
public sealed class DoomedCalls : IIncomingGrainCallFilter
{
    private const string Trace = "parallax-doomed-trace", Log = "parallax-doomed-notes";
    private const string Dies = "parallax-dies";

    private static ITrace? _here; // a silo of the scene's own process needs no way to its trace

    /// <summary>Has the calls that follow in this flow watched.</summary>
    /// <param name="watch">The trial's trace.</param>
    /// <param name="notes">
    /// Gets a line "ran PROCESS" of each call, and "charged PROCESS" of one that waits for its death or a line "dead".
    /// </param>
    /// <param name="method">The method that has an effect; its calls alone are watched.</param>
    /// <param name="dies">Whether the first call waits.</param>
    public static void Begin(ITrace watch, Notes notes, string method, bool dies)
    {
        _here = watch;
        if (watch is Trace { Address: { } address })
        {
            RequestContext.Set(Trace, address.ToJson());
            RequestContext.Set(Log, $"{method} {notes.Path}");
            RequestContext.Set(Dies, dies);
        }
    }

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (RequestContext.Get(Trace) is not string address || RequestContext.Get(Log) is not string log
            || RequestContext.Get(Dies) is not bool dies || log.Split(' ', 2) is not [var method, var path]
            || context.MethodName != method)
        {
            await context.Invoke();
            return;
        }

        var (watch, notes) = (_here ?? TraceAddress.TraceOf(address), new Notes(path));
        var first = notes.Lines().Length == 0;
        notes.Add("ran", Environment.ProcessId);
        watch.Event("run", context.TargetId.Key.ToString());
        await context.Invoke();
        watch.Event("effect", context.TargetId.Key.ToString());
        if (first && dies)
        {
            notes.Add("charged", Environment.ProcessId);
            await notes.ComesAsync("dead");
        }
    }
}
