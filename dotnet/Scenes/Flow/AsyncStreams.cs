using Parallax.Examples;
using Parallax.Props;

namespace Parallax.Scenes;

/// <summary>What is read from counts its reads, and is closed when nobody else can go on: who is told before?</summary>
public static class AsyncStreamsScene
{
    public sealed record Parameters(string Variant, int Lines, int Wanted, int FailsAt);

    public sealed record Output(
        IReadOnlyList<string> Answer, int Reads, bool ClosedWhenTold, int Closed, string? Error);

    public static Parameters Prepare(Parameters parameters) => parameters;

    public static async Task<Output> Run(Parameters state, ITrace watch)
    {
        await Task.Yield(); // onto the pool, whose rest is waited for
        var left = new Queue<string>(Enumerable.Range(0, state.Lines).Select(number => $"line {number}"));
        var (reads, closed, error) = (0, 0, (string?)null);
        IReadOnlyList<string> answer = [];

        async Task<string?> Read()
        {
            reads++;
            using var read = watch.Span("read", item: reads);
            await Task.Yield();
            return reads == state.FailsAt ? throw new InvalidOperationException($"{reads}")
                : left.TryDequeue(out var line) ? line : null;
        }

        async Task Close()
        {
            using var close = watch.Span("close");
            await (watch.Observed ? Rest.Async() : Task.CompletedTask);
            closed++;
        }

        async Task Ask()
        {
            if (state.Variant == "whole")
            {
                answer = await AsyncStreams.WholeAsync(Read, Close);
                return;
            }

            var found = await AsyncStreams.EarlyAsync(Read, Close, $"line {state.Wanted}");
            answer = found is null ? [] : [found];
        }

        try
        {
            await (watch.Observed ? Ask().WaitAsync(TimeSpan.FromSeconds(2)) : Ask());
        }
        catch (Exception raised)
        {
            error = raised is TimeoutException ? "deadlock" : Crew.Category(raised);
        }

        var told = closed;
        watch.Event("told");
        for (var looks = 0; watch.Observed && looks < 50 && (looks == 0 || closed == 0); looks++)
        {
            await Rest.Async(); // a closing that nobody awaits ends as well
        }

        return new Output(answer, reads, told == 1, closed, error);
    }
}
