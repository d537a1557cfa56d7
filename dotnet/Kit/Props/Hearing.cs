using System.Collections.Concurrent;

namespace Parallax.Props;

/// <summary>What is said to a party of a talk, in the order in which it was said.</summary>
/// <remarks>
/// <code>
/// var (parent, child) = (new Hearing("parent has the question", watch), new Hearing("child has the answer", watch));
/// Example.WithThread(question, parent.Answering(answer), child.Hear);
/// parent.Told, child.Told
/// </code>
/// </remarks>
/// <param name="step">The trace's event <c>step</c> for each message.</param>
/// <param name="watch">The trial's trace.</param>
public sealed class Hearing(string step, ITrace watch)
{
    private readonly ConcurrentQueue<string> _told = [];

    /// <summary>The messages so far.</summary>
    public IReadOnlyList<string> Told => [.. _told];

    /// <summary>Is given a message.</summary>
    public void Hear(string message)
    {
        watch.Event("step", item: step);
        _told.Enqueue(message);
    }

    /// <summary>Is given messages, and answers each with the same.</summary>
    public Func<string, string> Answering(string answer) => message =>
    {
        Hear(message);
        return answer;
    };
}

/// <summary>A child's standard output: each line that it prints it has heard, and is noted.</summary>
/// <param name="step">The trace's event <c>step</c> for each line.</param>
/// <param name="notes">Where the lines are kept.</param>
/// <param name="watch">The trial's trace.</param>
public sealed class HearingWriter(string step, Notes notes, ITrace watch) : StringWriter
{
    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        watch.Event("step", item: step);
        notes.Add(value ?? "");
    }
}
