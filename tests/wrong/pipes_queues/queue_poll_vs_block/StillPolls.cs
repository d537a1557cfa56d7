using System.Collections.Concurrent;

namespace Parallax.Wrong.PipesQueues.QueuePollVsBlock;

/// <summary>Looks again and again where it is to wait at the queue.</summary>
public static class StillPolls
{
    public sealed record Parameters(string Variant, string Question, string Answer, int UnitMs, int AnswerAfter);

    public sealed record Output(string? Question, string? Answer, IReadOnlyList<int> SleptMs, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        using var toAnswerer = new BlockingCollection<string>();
        using var apart = new BlockingCollection<string>();
        var toAsker = state.Variant == "one-queue" ? toAnswerer : apart;
        List<int> sleptMs = [];
        // [step: two workers]
        // They block, so each gets a thread of its own.
        var asker = Task.Factory.StartNew(
            () => Ask(toAnswerer, toAsker, state, sleptMs, trace), TaskCreationOptions.LongRunning);
        var answerer = Task.Factory.StartNew(
            () => Answer(toAnswerer, toAsker, state, trace), TaskCreationOptions.LongRunning);
        var (heard, question) = (await asker, await answerer);
        var error = question is null ? "deadlock" : heard is null ? "timeout" : null;
        return new Output(question, heard, sleptMs, error);
    }

    // [step: the asker]
    private static string? Ask(
        BlockingCollection<string> toAnswerer,
        BlockingCollection<string> toAsker,
        Parameters state,
        List<int> sleptMs,
        ITrace trace)
    {
        trace.Event("step", item: "asks");
        toAnswerer.Add(state.Question);
        var heard = Poll(toAsker, state, sleptMs, trace);
        trace.Event("step", item: heard is null ? "gives up" : "has the answer");
        trace.OpenGate("the asker is done");
        return heard;
    }

    // [step: look again and again]
    private static string? Poll(BlockingCollection<string> messages, Parameters state, List<int> sleptMs, ITrace trace)
    {
        for (var i = 0; i < 3; i++)
        {
            if (messages.TryTake(out var heard))
            {
                return heard;
            }

            sleptMs.Add((i + 1) * 2 * state.UnitMs);
            trace.Event("step", item: "sleeps");
            if (i + 1 == state.AnswerAfter)
            {
                trace.OpenGate("the asker waits");
            }

            Thread.Sleep(sleptMs[^1]);
            if (i + 1 == state.AnswerAfter)
            {
                trace.WaitGate("the answer is there"); // it came while he slept
            }

            trace.Event("step", item: "wakes");
        }

        return null;
    }

    // [step: the answerer]
    private static string? Answer(
        BlockingCollection<string> toAnswerer, BlockingCollection<string> toAsker, Parameters state, ITrace trace)
    {
        if (state.Variant == "one-queue")
        {
            trace.WaitGate("the asker is done"); // the answerer is slow to begin
        }

        // Without a limit it would wait for ever where the asker took the question himself.
        var patience = state.Variant == "one-queue" ? state.UnitMs : 10_000;
        if (!toAnswerer.TryTake(out var question, patience))
        {
            return null;
        }

        trace.WaitGate("the asker waits");
        trace.Event("step", item: "answers");
        toAsker.Add(state.Answer);
        trace.OpenGate("the answer is there");
        return question;
    }
}
