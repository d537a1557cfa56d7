namespace Parallax.Examples;

/// <summary>Ask several services together; one fails: when is the caller told?</summary>
/// <remarks>
/// Tell here, for a learner, what there is to see: one idea a sentence, the standard term first. <c>Task.WhenAll</c>
/// waits for all tasks, then throws one of their errors. Python's <c>asyncio.gather</c> raises the first one at once.
/// </remarks>
public static class __Pair__
{
    /// <summary>Ask the next when the one before has answered; the first error ends it all.</summary>
    public static async Task<string[]> OneByOneAsync(IEnumerable<Func<CancellationToken, Task<string>>> questions)
    {
        var answers = new List<string>();
        foreach (var ask in questions)
        {
            answers.Add(await ask(CancellationToken.None));
        }

        return [.. answers];
    }

    /// <summary>Ask all at once; the answers stand in the order of the questions.</summary>
    public static async Task<string[]> TogetherAsync(IEnumerable<Func<CancellationToken, Task<string>>> questions) =>
        await Task.WhenAll(questions.Select(ask => ask(CancellationToken.None)));

    /// <summary>Ask two services in both ways.</summary>
    public static async Task Main()
    {
        Func<CancellationToken, Task<string>>[] questions = [cancel => Answer("three", 100, cancel), cancel => Answer("four", 200, cancel)];
        Console.WriteLine($"one by one: {string.Join(", ", await OneByOneAsync(questions))}");
        Console.WriteLine($"together: {string.Join(", ", await TogetherAsync(questions))}");
    }

    private static async Task<string> Answer(string text, int milliseconds, CancellationToken cancellationToken)
    {
        await Task.Delay(milliseconds, cancellationToken);
        return text;
    }
}
