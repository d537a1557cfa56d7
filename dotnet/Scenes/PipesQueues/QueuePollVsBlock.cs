using System.Threading.Channels;
using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>
/// An asker polls, or waits; the answer comes while it sleeps, or stands still. How often did it look?
/// </summary>
/// <remarks>
/// Polling sleeps by the scene's own function: the answer comes during the sleep that is asked for, and no clock
/// decides.
/// </remarks>
public static class QueuePollVsBlockScene
{
    public sealed record Parameters(
        string Variant, string Question, string Answer, int UnitMs, int AnswerAfter);

    public sealed record Output(
        string? Question, string? Answer, IReadOnlyList<int> SleptMs, string? Error, int? Looks);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        var (there, back) = (Channel.CreateUnbounded<string>(), Channel.CreateUnbounded<string>());
        var reader = new WatchedReader<string>(back.Reader);
        if (!watch.Observed)
        {
            back.Writer.TryWrite(state.Answer);
            var got = await QueuePollVsBlock.BlockAsync(
                state.Question, there, reader, TimeSpan.FromSeconds(10));
            return new Output(there.Reader.TryRead(out var put) ? put : null, got, [], null, reader.Looks);
        }

        List<int> slept = [];
        string? asked = null;
        void Step(string item) => watch.Event("step", item: item);
        void HearQuestion()
        {
            if (asked is null && there.Reader.TryRead(out asked))
            {
                Step("asks");
            }
        }

        void AnswerIt()
        {
            Step("answers");
            back.Writer.TryWrite(state.Answer);
        }

        Task Sleep(TimeSpan pause)
        {
            HearQuestion();
            slept.Add((int)Math.Round(pause.TotalSeconds * state.UnitMs));
            Step("sleeps");
            if (slept.Count == state.AnswerAfter)
            {
                AnswerIt();
            }

            Step("wakes");
            return Task.CompletedTask;
        }

        var call = state.Variant switch
        {
            "poll" => Call.Of(() => QueuePollVsBlock.PollAsync(state.Question, there, reader, Sleep), watch),
            "block" => Call.Of(
                () => QueuePollVsBlock.BlockAsync(state.Question, there, reader, TimeSpan.FromSeconds(10)),
                watch),
            _ => Call.Of<string?>(
                async () => await QueuePollVsBlock.OneQueueAsync(
                    state.Question, there, TimeSpan.FromSeconds(10)),
                watch),
        };
        if (state.Variant == "block")
        {
            call.Still(TimeSpan.FromSeconds(1));
            HearQuestion();
            Step("waits");
            AnswerIt();
        }

        call.End(TimeSpan.FromSeconds(2));
        Step(call.Value is null ? "gives up" : "has the answer");
        HearQuestion(); // an answerer that is slow to begin
        var error = call.Stuck || asked is null ? "deadlock"
            : call.Error?.GetType().Name ?? (call.Value is null ? "timeout" : null);
        return new Output(asked, call.Value, slept, error, state.Variant == "block" ? reader.Looks : null);
    }
}
