using System.Text.Json.Nodes;
using Parallax.Tests.Samples;
using Parallax.Tests.Weaver;
using Parallax.Worker;
using static Parallax.Tests.Worker.Requests;

namespace Parallax.Tests.Worker;

/// <summary>A scene runs beside the very example that its request names.</summary>
[Collection(nameof(Gap))]
public sealed class SceneTests : IDisposable
{
    private const string Ones = "namespace Parallax.Examples; public static class Answer { public static int Of(int given) => 1; }";
    private const string Twos = "namespace Parallax.Examples; public static class Answer { public static int Of(int given) => 2; }";
    private const string Renamed = "namespace Parallax.Examples; public static class Answer { public static long Of(int given) => 1; }";
    private const string Nothing = "namespace Parallax.Examples; public static class Question { }";

    private const string Scene = """
        namespace Parallax.Scenes;

        public static class AnswerScene
        {
            public sealed record Parameters(string Variant);
            public sealed record Output(int Answer, string Where);

            public static Parameters Prepare(Parameters parameters) => parameters;

            public static async Task<Output> Run(Parameters state, Parallax.ITrace watch)
            {
                await Task.Yield();
                var ask = () => Parallax.Examples.Answer.Of(1);
                return new Output(ask(), typeof(Parallax.Examples.Answer).Assembly.Location);
            }
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _scenes;

    public SceneTests()
    {
        var (example, _) = Texts.Write(_folder.Path, Ones);
        _scenes = Texts.WriteScenes(_folder.Path, Scene, example);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_TwoExamples_EachAnswersForItself()
    {
        var session = new Session(Leftovers.Nothing);
        var (ones, twos) = (Example("ones", Ones), Example("twos", Twos));

        Ok(session.Ask(Request(ones, state: 1)));
        Ok(session.Ask(Request(twos, state: 2)));

        Assert.Equal((1, ones), Ran(session, 1));
        Assert.Equal((2, twos), Ran(session, 2));
    }

    [Fact]
    public void Run_WovenExample_IsTheOneThatWasNamed()
    {
        var woven = Path.Combine(Path.GetDirectoryName(Example("woven", Ones))!, "woven", "Parallax.Examples.dll");
        var session = new Session(Leftovers.Nothing);

        Ok(session.Ask(Request(woven)));

        Assert.Equal((1, woven), Ran(session, 1));
    }

    [Theory]
    [InlineData(Renamed, "the example does not have what its scene uses, of this very form: Int32 Answer.Of(Int32)")]
    [InlineData(Nothing, "the example has no type Parallax.Examples.Answer, which its scene uses")]
    public void Prepare_ChangedSignature_IsToldInOneSentence(string text, string sentence)
    {
        var reply = new Session(Leftovers.Nothing).Ask(Request(Example("changed", text)));

        Failed(reply, "load", "MissingMemberException");
        Assert.Equal(sentence, (string?)reply["error"]!["message"]);
    }

    [Fact]
    public void Prepare_NoSuchExample_IsTold()
    {
        var reply = new Session(Leftovers.Nothing).Ask(Request(Path.Combine(_folder.Path, "nowhere.dll")));

        Failed(reply, "load", "FileNotFoundException");
    }

    [Fact]
    public void Observed_WithGaps_SaysHowLongItHeldThem()
    {
        var session = Prepared("plain", typeof(Sample));
        var request = Observed();
        request["gaps"] = true;

        Assert.Equal(0, (long)Ok(session.Ask(request))["held_ns"]!);
        Assert.Null(Ok(session.Ask(Observed()))["held_ns"]);
    }

    [Fact]
    public void Observed_SaysWhenItBegan()
    {
        var session = Prepared("plain", typeof(Sample));
        var before = Clock.Nanoseconds();

        Assert.InRange((long)Ok(session.Ask(Observed()))["began_ns"]!, before, Clock.Nanoseconds());
    }

    private string Example(string name, string text) => Texts.Write(Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName, text).Plain;

    private JsonObject Request(string example, long state = 1) => new()
    {
        ["op"] = "prepare",
        ["state"] = state,
        ["program"] = _scenes,
        ["type"] = "Parallax.Scenes.AnswerScene",
        ["example"] = example,
        ["parameters"] = new JsonObject { ["variant"] = "plain" },
    };

    private static (int, string) Ran(Session session, long state)
    {
        var request = Observed();
        request["state"] = state;
        var output = Ok(session.Ask(request))["outputs"]![0]!["value"]!;
        return ((int)output["answer"]!, (string)output["where"]!);
    }
}
