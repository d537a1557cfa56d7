using System.Text.Json;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>Watches calls of numbers, in the client and in the silos: how many are at work, when do they end?</summary>
/// <remarks>
/// Calls that are sent together meet, and the last one ends first. Where a failure is told at once, the others stay at
/// work until it was. With a limit each call stays until the one is there that takes the place of the call before it:
/// as many as may are at work until the end, and another one would come in.
/// </remarks>
public sealed class WatchedJobs : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    private const string Key = "parallax-jobs";

    private static readonly AsyncLocal<Client?> Here = new();

    /// <summary>Has the calls that follow in this flow watched.</summary>
    /// <param name="watch">The trial's trace.</param>
    /// <param name="notes">Gets a line "begin NUMBER" and a line "end NUMBER" of each call.</param>
    /// <param name="numbers">What is worked on; no two are the same.</param>
    /// <param name="limit">How many may be at work; 0: all, and they meet.</param>
    /// <param name="toldAtOnce">Whether the first error comes out while others run.</param>
    /// <param name="reached">Waits until whoever was sent has come in.</param>
    public static void Begin(
        ITrace watch, Notes notes, int[] numbers, int limit, bool toldAtOnce, Func<Task> reached)
    {
        if (watch is Trace { Address: { } address })
        {
            Here.Value = new(watch, limit > 0 ? reached : null);
            var stay = toldAtOnce && numbers.Min() < 1;
            var told = new Told(address.ToJson(), notes.Path, numbers, limit, stay);
            RequestContext.Set(Key, JsonSerializer.Serialize(told));
        }
    }

    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context) =>
        Here.Value is { } client && IsNumber(context) ? client.SendsAsync(context) : context.Invoke();

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context) =>
        RequestContext.Get(Key) is string told && IsNumber(context)
            ? WatchedAsync(
                context, (int)context.TargetId.GetIntegerKey(), JsonSerializer.Deserialize<Told>(told)!)
            : context.Invoke();

    // By name: another pair's example, compiled alone, has no such type.
    private static bool IsNumber(IGrainCallContext context) =>
        context.Request.GetInterfaceType().Name == nameof(INumber);

    private static async Task WatchedAsync(IIncomingGrainCallContext context, int number, Told told)
    {
        var (watch, notes) = (TraceAddress.TraceOf(told.Trace), new Notes(told.Notes));
        notes.Add("begin", number);
        try
        {
            using var call = watch.Span("call", number);
            try
            {
                await MeetAsync(number, told, watch, notes);
                await context.Invoke();
            }
            finally
            {
                watch.Event("done", Array.IndexOf(told.Numbers, number));
            }
        }
        finally
        {
            notes.Add("end", number);
        }
    }

    private static async Task MeetAsync(int number, Told told, ITrace watch, Notes notes)
    {
        var count = told.Numbers.Length;
        if (told.Limit > 0)
        {
            var begun = notes.Lines().Where(words => words[0] == "begin").Select(words => words[1]).ToList();
            await watch.WaitGateAsync(
                $"{Math.Min(begun.IndexOf($"{number}") + told.Limit, count)} sent");
        }
        else if (await watch.RendezvousAsync("all at work", count))
        {
            var later = count - 1 - Array.IndexOf(told.Numbers, number);
            if (told.StayUntilTold && number > 0)
            {
                await watch.WaitGateAsync("told");
            }
            else if (!told.StayUntilTold && later > 0)
            {
                await watch.WaitGateAsync($"{later} came");
            }
        }
    }

    private sealed record Told(string Trace, string Notes, int[] Numbers, int Limit, bool StayUntilTold);

    private sealed class Client(ITrace watch, Func<Task>? reached)
    {
        private int _sent, _came;

        public async Task SendsAsync(IOutgoingGrainCallContext context)
        {
            var sent = Interlocked.Increment(ref _sent);
            var call = context.Invoke();
            if (reached is not null)
            {
                await reached();
                watch.OpenGate($"{sent} sent");
            }

            try
            {
                await call;
            }
            finally
            {
                watch.OpenGate($"{Interlocked.Increment(ref _came)} came");
            }
        }
    }
}
