namespace Parallax.Examples;

/// <summary>A child task fails: what stops its siblings, what waits for them, and which errors come out?</summary>
/// <remarks>
/// In structured concurrency a scope owns its tasks, and ends only when all of them have ended. C# has no
/// block for it, but its parts. A linked token cancels the siblings, and passes on what the caller cancels.
/// <c>Task.WhenAll</c> waits for all, and its task keeps every error: <c>await</c> would throw one of them,
/// so the scope throws the AggregateException. <c>AggregateException.Handle</c> handles the errors of one
/// type and lets the others pass. Python's <c>asyncio.TaskGroup</c> is all of this in one block, and
/// <c>except*</c> its <c>Handle</c>.
/// </remarks>
public static class StructuredConcurrency
{
    /// <summary>No scope owns the tasks: after the first error the later ones run on.</summary>
    public static async Task NoScopeAsync(Func<CancellationToken, Task>[] jobs, CancellationToken stop)
    {
        Task[] tasks = [.. jobs.Select(job => job(stop))];
        foreach (var task in tasks)
        {
            await task;
        }
    }

    /// <summary>An error cancels the other tasks, and all errors come out when all have ended.</summary>
    public static async Task ScopeAsync(Func<CancellationToken, Task>[] jobs, CancellationToken stop)
    {
        using var scope = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var all = Task.WhenAll(jobs.Select(RunAsync));
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (all.Exception is { } errors)
        {
            throw errors;
        }

        await all; // it has ended: this throws if it was cancelled

        async Task RunAsync(Func<CancellationToken, Task> job)
        {
            try
            {
                await job(scope.Token);
            }
            catch
            {
                await scope.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>Time-outs are handled; other errors pass.</summary>
    public static async Task<string[]> HandledAsync(Func<CancellationToken, Task>[] jobs, CancellationToken stop)
    {
        try
        {
            await ScopeAsync(jobs, stop);
            return [];
        }
        catch (AggregateException errors)
        {
            errors.Handle(error => error is TimeoutException);
            return [.. errors.InnerExceptions.Select(error => error.Message)];
        }
    }

    public static async Task Main()
    {
        Func<Func<CancellationToken, Task>[], CancellationToken, Task>[] ways =
            [NoScopeAsync, ScopeAsync, HandledAsync];
        foreach (var way in ways)
        {
            var task = way([LateAsync, SlowAsync], CancellationToken.None);
            await Task.WhenAny(task); // waits, and throws nothing
            Console.WriteLine($"{way.Method.Name}: {task.Exception?.InnerException?.GetType().Name ?? "handled"}");
            await Task.Delay(200); // without a scope the other task runs on
        }

        static async Task SlowAsync(CancellationToken cancel)
        {
            await Task.Delay(100, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Console.WriteLine($"slow cleans up, cancelled: {cancel.IsCancellationRequested}");
        }

        static Task LateAsync(CancellationToken cancel) => Task.FromException(new TimeoutException("too late"));
    }
}
