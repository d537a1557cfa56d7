using System.Collections.Concurrent;

namespace Parallax.Wrong.PipesQueues.QueuePollVsBlock;

/// <summary>One queue for both directions: the asker takes his own question.</summary>
public static class OneQueue
{
    public sealed record Parameters(string Variant, string Question, string Answer, int UnitMs, int AnswerAfter);

    public sealed record Output(string? Question, string? Answer, IReadOnlyList<int> SleptMs, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace trace)
    {
        using var toAnswerer = new BlockingCollection<string>();
        var toAsker = toAnswerer;
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
        var heard = state.Variant == "poll" ? Poll(toAsker, state, sleptMs, trace) : Block(toAsker, trace);
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

    // [step: block]
    // The timeout is for an answer that never comes. It may be long: it costs nothing when there is one.
    private static string? Block(BlockingCollection<string> messages, ITrace trace)
    {
        trace.Event("step", item: "waits");
        trace.OpenGate("the asker waits");
        return messages.TryTake(out var heard, TimeSpan.FromSeconds(10)) ? heard : null;
    }

    // [step: the answerer]
    private static string? Answer(
        BlockingCollection<string> toAnswerer, BlockingCollection<string> toAsker, Parameters state, ITrace trace)
    {
        if (state.Variant == "block")
        {
            trace.WaitGate("the asker is done"); // the answerer is slow to begin
        }

        // Without a limit it would wait for ever where the asker took the question himself.
        var patience = state.Variant == "block" ? state.UnitMs : 10_000;
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
