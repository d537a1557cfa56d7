namespace Parallax.Examples;

/// <summary>I ask several services and take the first answer: what do I get, and what happens to the others?</summary>
/// <remarks>
/// The first task to end may have failed: the first to end and the first to succeed are two different waits. In both
/// languages the other tasks run on until they are cancelled, in C# by a CancellationToken; then await their clean-up.
/// <c>Task.WhenEach</c> (.NET 9) gives tasks as they end; you will also see <c>Task.WhenAny</c> in a loop for that.
/// </remarks>
public static class WhenAny
{
    /// <summary>Take the first to end; the others run on, and their errors are lost.</summary>
    public static async Task<string> LeftRunningAsync(Func<CancellationToken, Task<string>>[] questions) =>
        await await Task.WhenAny(questions.Select(ask => ask(CancellationToken.None)));

    /// <summary>Take the first to end, answer or error, and end the others.</summary>
    public static async Task<string> FirstCompletedAsync(Func<CancellationToken, Task<string>>[] questions)
    {
        using var stop = new CancellationTokenSource();
        Task<string>[] tasks = [.. questions.Select(ask => ask(stop.Token))];
        var winner = await Task.WhenAny(tasks);
        await EndAsync(tasks, stop);
        return await winner;
    }

    /// <summary>Skip failures until one has answered, and end the others.</summary>
    public static async Task<string> FirstSuccessAsync(Func<CancellationToken, Task<string>>[] questions)
    {
        using var stop = new CancellationTokenSource();
        var tasks = questions.Select(ask => ask(stop.Token)).ToArray();
        await foreach (var ended in Task.WhenEach(tasks))
        {
            if (ended.IsCompletedSuccessfully)
            {
                await EndAsync(tasks, stop);
                return await ended;
            }
        }

        throw new AggregateException("no service answered", tasks.Select(task => task.Exception!.InnerException!));
    }

    private static async Task EndAsync(Task<string>[] tasks, CancellationTokenSource stop)
    {
        await stop.CancelAsync(); // does nothing to a task that has ended
        await ((Task)Task.WhenAll(tasks)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public static async Task Main()
    {
        foreach (var way in new[] { FirstSuccessAsync, FirstCompletedAsync, LeftRunningAsync })
        {
            var task = way([BrokenAsync, stop => AskAsync("quick", 100, stop), stop => AskAsync("slow", 200, stop)]);
            await Task.WhenAny(task); // waits, and throws nothing
            Console.WriteLine($"{way.Method.Name}: {task.Exception?.InnerException?.Message ?? task.Result}");
        }

        static Task<string> BrokenAsync(CancellationToken stop) =>
            Task.FromException<string>(new IOException("broken"));

        static async Task<string> AskAsync(string name, int ms, CancellationToken stop)
        {
            await Task.Delay(ms, stop);
            return $"{name} has answered";
        }
    }
}
