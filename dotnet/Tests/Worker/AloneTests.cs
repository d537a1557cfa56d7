using Parallax.Worker;

namespace Parallax.Tests.Worker;

public sealed class AloneTests : IDisposable
{
    private const string Contract = """
        schema = 1
        id = "when-some"
        title = "Wait for some"
        [parameters.n]
        type = "integer"
        default = 3
        min = 0
        max = 10
        [parameters.mode]
        type = "string"
        default = "fast"
        choices = ["fast", "slow"]
        [parameters.items]
        type = "list"
        items = { type = "record" }
        default = [{ id = 1, wait_ms = 2.5 }]
        [[variants]]
        name = "serial"
        reference = true
        [[variants]]
        name = "idiomatic"
        headline = true
        [[cases]]
        id = "default"
        set = {}
        [[cases]]
        id = "large"
        set = { n = 10 }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("parallax").FullName;

    public AloneTests()
    {
        var chapter = Directory.CreateDirectory(Path.Combine(_folder, "pipes_queues")).FullName;
        File.WriteAllText(Path.Combine(chapter, "when_some.toml"), Contract);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Find_Pair_KnowsItsClass()
    {
        var contract = ContractFile.Find(_folder, "when-some");

        Assert.Equal("Parallax.Examples.PipesQueues.WhenSome", contract.Type);
        Assert.Equal("Wait for some", contract.Title);
    }

    [Theory]
    [InlineData("when-some", """{"n":3,"mode":"fast","items":[{"id":1,"wait_ms":2.5}],"variant":"idiomatic"}""")]
    [InlineData("when-some --case large --variant serial", """{"n":10,"mode":"fast","items":[{"id":1,"wait_ms":2.5}],"variant":"serial"}""")]
    [InlineData("when-some --set n=5 --set mode='slow' --set items=[]", """{"n":5,"mode":"slow","items":[],"variant":"idiomatic"}""")]
    public void Values_OfTheCommandLine_AreComplete(string line, string expected) => Assert.Equal(expected, Parameters(line).ToJsonString());

    [Theory]
    [InlineData("when-sum", "No pair is called when-sum. Did you mean when-some?")]
    [InlineData("when-some --variant serail", "when-some has no variant serail. Did you mean serial?")]
    [InlineData("when-some --case xxxxxxxxxx", "when-some has no case xxxxxxxxxx. There is: default, large.")]
    [InlineData("when-some --set m=5", "when-some has no parameter m. There is: items, mode, n.")]
    [InlineData("when-some --set n=11", "when-some.n must be at most 10, not 11.")]
    [InlineData("when-some --set n='x'", "when-some.n must be of type integer, not \"x\".")]
    [InlineData("when-some --set mode='slwo'", "when-some.mode has no choice slwo. Did you mean slow?")]
    [InlineData("when-some --set n", "--set n: write NAME=VALUE with a TOML value, such as n=5 or name='x'.")]
    [InlineData("when-some --variance serial", "Unknown option --variance. Did you mean --variant?")]
    [InlineData("when-some --case", "--case needs a value.")]
    public void Values_WrongNameOrValue_IsToldInOneSentence(string line, string expected) =>
        Assert.Equal(expected, Assert.Throws<UsageException>(() => Parameters(line)).Message);

    private System.Text.Json.Nodes.JsonObject Parameters(string line)
    {
        var asked = Asked.Parse(line.Split(' '));
        return Values.Of(ContractFile.Find(_folder, asked.Pair), asked);
    }
}
