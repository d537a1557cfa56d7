using Parallax.Props;

namespace Parallax.Tests.Kit;

public sealed class NotesTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Add_ManyAtOnce_LosesNoLine()
    {
        using var notes = new Notes();
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Factory.StartNew(
            () =>
            {
                for (var line = 0; line < 50; line++)
                {
                    new Notes(notes.Path).Add(writer, line);
                    notes.Lines();
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        await Task.WhenAll(writers);

        Assert.Equal(400, notes.Lines().Select(words => string.Join(' ', words)).Distinct().Count());
    }
}
