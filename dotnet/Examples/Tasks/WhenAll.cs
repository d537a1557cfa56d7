namespace Parallax.Examples;

/// <summary>I wait for several tasks and one of them fails: what happens to the others?</summary>
/// <remarks>
/// <c>Task.WhenAll</c> waits for every task and cancels none; then <c>await</c> throws one of the errors. Python's
/// <c>asyncio.gather</c> raises the first error at once; its <c>TaskGroup</c> cancels the other tasks: structured
/// concurrency. C# has no task group, but a token that all tasks share does the same.
/// </remarks>
public static class WhenAll
{
    /// <summary>Ask one after the other: the waits add up, and the first error ends it.</summary>
    public static async Task<string[]> OneByOneAsync(Func<CancellationToken, Task<string>>[] questions)
    {
        var answers = new List<string>();
        foreach (var ask in questions)
        {
            answers.Add(await ask(CancellationToken.None));
        }

        return [.. answers];
    }

    /// <summary>Ask all at once; the answers are in the order of the questions.</summary>
    public static async Task<string[]> GatherAsync(Func<CancellationToken, Task<string>>[] questions) =>
        await Task.WhenAll(questions.Select(ask => ask(CancellationToken.None)));

    /// <summary>Ask all at once; the first error cancels the others, and is thrown when all have ended.</summary>
    public static async Task<string[]> TaskGroupAsync(Func<CancellationToken, Task<string>>[] questions)
    {
        using var group = new CancellationTokenSource();
        return await Task.WhenAll(questions.Select(AskAsync));

        async Task<string> AskAsync(Func<CancellationToken, Task<string>> ask)
        {
            try
            {
                return await ask(group.Token);
            }
            catch
            {
                await group.CancelAsync();
                throw;
            }
        }
    }

    public static async Task Main()
    {
        foreach (var way in new[] { OneByOneAsync, GatherAsync, TaskGroupAsync })
        {
            var task = way([SlowAsync, BrokenAsync, SlowAsync]);
            await Task.WhenAny(task); // waits, and throws nothing
            Console.WriteLine($"{way.Method.Name} told of {task.Exception?.InnerException?.Message}");
        }

        static async Task<string> SlowAsync(CancellationToken cancel)
        {
            await Task.Delay(200, cancel);
            Console.WriteLine("slow has answered");
            return "slow";
        }

        static Task<string> BrokenAsync(CancellationToken cancel) =>
            Task.FromException<string>(new InvalidOperationException("an error"));
    }
}
