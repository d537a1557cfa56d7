using System.Text.Json.Nodes;
using Parallax.Tests.Samples;
using Parallax.Worker;
using static Parallax.Tests.Worker.Requests;

namespace Parallax.Tests.Worker;

public sealed class SessionTests
{
    [Fact]
    public void Prepare_Parameters_AreBoundInSnakeCase()
    {
        var request = Prepare("plain");
        request["parameters"] = JsonNode.Parse(
            """{"variant":"plain","per_worker":7,"tone":"high_pitched","pairs":[{"name":"é","values":[1,9007199254740993]}]}""");
        var session = new Session(Leftovers.Nothing);
        Ok(session.Ask(request));

        var output = Ok(session.Ask(Observed()))["outputs"]![0]!["value"]!;

        Assert.Equal(
            """{"per_worker":7,"ratio":0.5,"tone":"high_pitched","pairs":[{"name":"é","values":[1,9007199254740993]}],"error":null}""",
            output.ToJsonString(Json.Options));
    }

    [Theory]
    [InlineData("""{"per_worker":1}""")]
    [InlineData("""{"variant":"plain","per_worker":1.5}""")]
    [InlineData("""{"variant":"plain","per_worker":"1"}""")]
    [InlineData("""{"variant":"plain","tone":1}""")]
    public void Prepare_MissingOrWrongParameters_AreRefused(string parameters)
    {
        var request = Prepare("plain");
        request["parameters"] = JsonNode.Parse(parameters);

        Failed(new Session(Leftovers.Nothing).Ask(request), "prepare", "JsonException");
    }

    [Fact]
    public void Prepare_WhatCannotBeLoaded_SaysWhere()
    {
        var session = new Session(Leftovers.Nothing);
        var elsewhere = Prepare("plain");
        elsewhere["program"] = "/nowhere/Parallax.Scenes.dll";
        var unknown = Prepare("plain");
        unknown["type"] = "Parallax.Nothing";

        Failed(session.Ask(elsewhere), "load", "FileNotFoundException");
        Failed(session.Ask(unknown), "load", "TypeLoadException");
        Failed(session.Ask(Prepare("plain", typeof(NoRun))), "load", "MissingMethodException");
        Failed(session.Ask(Prepare("bad-prepare")), "prepare", "FormatException");
    }

    [Fact]
    public void Prepare_OurOwnAssembly_IsLoadedInAContextOfItsOwn()
    {
        Prepared("plain");

        // The copy that ran has statics of its own.
        Ok(Prepared("plain").Ask(Drop()));
        Assert.Equal(0, Sample.CleanedUp);
    }

    [Fact]
    public void Observed_Trial_HasTheTrace()
    {
        var reply = Ok(Prepared("plain").Ask(Observed()));

        Assert.Equal(["begin", "end"], reply["trace"]!.AsArray().Select(one => (string?)one!["kind"]));
        Assert.Equal((1, 0), ((int)reply["repeat"]!, (int)reply["late"]!));
        Assert.True((long)reply["elapsed_ns"]! > 0);
    }

    [Fact]
    public void Observed_GateNotMet_GoesOnAndSaysSo()
    {
        var reply = Ok(Prepared("unmet").Ask(Observed(gateMs: 20)));

        Assert.Contains(reply["trace"]!.AsArray(), one => (string?)one!["name"] == "gate-not-met");
        Assert.Equal(0, (int)reply["outputs"]![0]!["value"]!["per_worker"]!);
    }

    [Fact]
    public void Observed_ExampleThrows_GivesTheErrorAndTheTraceSoFar()
    {
        var session = Prepared("throw");

        var reply = session.Ask(Observed());

        Failed(reply, "run", "TimeoutException");
        Assert.Equal("boom", (string?)reply["error"]!["message"]);
        Assert.Equal(2, reply["trace"]!.AsArray().Count);
        Failed(session.Ask(Timed(1)), "run", "TimeoutException");
        Ok(session.Ask(new JsonObject { ["op"] = "ping" }));
    }

    [Fact]
    public void Observed_OutputThatIsNoJson_IsRefused()
    {
        Failed(Prepared("nan").Ask(Observed()), "output", "ArgumentException");
        Failed(Prepared("list", typeof(ListSample)).Ask(Observed()), "output", "InvalidOperationException");
        Failed(Prepared("null", typeof(ListSample)).Ask(Observed()), "output", "InvalidOperationException");
        Ok(Prepared("dictionary", typeof(ListSample)).Ask(Observed()));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(2500)] // several batches
    public void Timed_DifferentOutputs_AreCounted(int half)
    {
        var outputs = Ok(Prepared("counts").Ask(Timed((2 * half) + 1)))["outputs"]!.AsArray();

        Assert.Equal([half + 1, half], outputs.Select(one => (int)one!["count"]!));
        Assert.Equal([1, 0], outputs.Select(one => (int)one!["value"]!["per_worker"]!));
    }

    [Fact]
    public void Timed_AsynchronousCalls_AreWaitedForOnce()
    {
        // The first call begins on the thread that asks; those after it where the one before them has ended.
        var session = Prepared("on-pool");
        JsonArray? outputs = null;
        var asking = new Thread(() => outputs = Ok(session.Ask(Timed(3)))["outputs"]!.AsArray());
        asking.Start();
        asking.Join();

        Assert.Equal([0, 1], outputs!.Select(one => (int)one!["value"]!["per_worker"]!));
        Assert.Equal([1, 2], outputs!.Select(one => (int)one!["count"]!));
    }

    [Fact]
    public void Timed_WithoutRepeat_LastsAtLeastSoLong()
    {
        const long least = 2_000_000;

        var reply = Ok(Prepared("plain").Ask(Timed(repeat: null, least)));

        Assert.True((long)reply["elapsed_ns"]! >= least);
        Assert.True(long.IsPow2((long)reply["repeat"]!));
        Assert.Equal((long)reply["repeat"]!, (long)reply["outputs"]![0]!["count"]!);
    }

    [Fact]
    public void Warm_Calls_EndAtTheirNumber()
    {
        var reply = Ok(Prepared("plain").Ask(
            new JsonObject { ["op"] = "warm", ["state"] = 1, ["max_calls"] = 3, ["max_ns"] = 60_000_000_000 }));

        Assert.Equal(3, (int)reply["calls"]!);
        Assert.True((long)reply["first_ns"]! <= (long)reply["elapsed_ns"]!);
    }

    [Fact]
    public void Drop_State_IsCleanedUpAndForgotten()
    {
        var session = Prepared("cleaned-up");
        Ok(session.Ask(Prepare("plain", state: 2)));
        long Cleaned() => (long)Ok(session.Ask(Timed(1)))["outputs"]![0]!["value"]!["per_worker"]!;
        var before = Cleaned();

        Ok(session.Ask(Drop(2)));

        Assert.True(Cleaned() > before);
        Ok(session.Ask(Drop()));
        Failed(session.Ask(Observed()), "protocol", "InvalidOperationException");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"op":"dance"}""")]
    [InlineData("""{"op":7}""")]
    [InlineData("""{"op":"trial","mode":"timed"}""")]
    [InlineData("""{"op":"trial","mode":"timed","state":"one"}""")]
    public void Request_ThatIsNone_IsAnsweredAsAnError(string request)
    {
        var reply = new Session(Leftovers.Nothing).Ask(JsonNode.Parse(request)!.AsObject());

        Failed(reply, "protocol", "InvalidOperationException");
    }
}
