using System.Text.Json.Nodes;
using Parallax.Tests.Worker;
using Parallax.Worker;
using Tomlyn.Model;

namespace Parallax.Tests.Examples;

/// <summary>Nothing runs beside these: some examples need several threads of the pool at once.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class ExamplesAlone;

/// <summary>Each variant of each C# example gives what its contract names; what is right the harness judges.</summary>
[Collection(typeof(ExamplesAlone))]
public sealed class ContractTests
{
    private const string Lane = "dotnet";
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "Parallax.Examples.dll");
    private static readonly string Contracts = Path.Combine(Alone.Repository(), "compare", "contracts");

    public static TheoryData<string, string, string> Runs() =>
        [.. from file in Directory.GetFiles(Contracts, "*.toml", SearchOption.AllDirectories)
            let contract = ContractFile.Read(File.ReadAllText(file))
            where RunsHere(contract)
            from variant in (TomlTableArray)contract["variants"]
            where Takes(variant, "lanes", Lane) && !variant.ContainsKey("counterpart") // pytest runs what starts Python
            from mode in new[] { "observed", "timed" }
            select ((string)contract["id"], (string)variant["name"], mode)];

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Runs))]
    public async Task Run_DefaultCase_GivesEveryFieldOfItsContract(string pair, string variant, string mode)
    {
        var contract = ContractFile.Find(Contracts, pair);
        var table = ContractFile.Read(File.ReadAllText(Directory.GetFiles(Contracts, $"{pair}.toml", SearchOption.AllDirectories).Single()));
        var chosen = (string)((TomlTableArray)table["cases"]).First(one => Takes(one, "variants", variant))["id"];

        // A thread of its own, as in the worker: examples may block it.
        var reply = await Task.Factory.StartNew(
            () => Trial(contract, Values.Of(contract, new Asked(pair, variant, chosen, [])), mode), TaskCreationOptions.LongRunning);

        var output = Assert.Single(Requests.Ok(reply)["outputs"]!.AsArray())!["value"]!.AsObject();
        Assert.Empty(Fields(table, variant, chosen).Except(output.Select(field => field.Key)));
        Assert.DoesNotContain("gate-not-met", reply["trace"]?.AsArray().Select(one => (string)one!["name"]!) ?? []);
    }

    private static JsonObject Trial(ContractFile contract, JsonObject parameters, string mode)
    {
        var session = new Session(Leftovers.Nothing);
        Requests.Ok(session.Ask(new JsonObject
        {
            ["op"] = "prepare",
            ["state"] = 1,
            ["program"] = Assembly,
            ["type"] = contract.Type,
            ["parameters"] = parameters,
        }));
        var reply = session.Ask(mode == "timed" ? Requests.Timed(repeat: 1) : Requests.Observed());
        Requests.Ok(session.Ask(Requests.Drop()));
        return reply;
    }

    private static IEnumerable<string> Fields(TomlTable contract, string variant, string chosen) =>
        from entry in (TomlTableArray)contract["outputs"]
        where Takes(entry, "variants", variant) && Takes(entry, "cases", chosen) && Takes(entry, "lanes", Lane) && Takes(entry, "texts", Lane)
        select (string)entry["field"];

    // A pair that wants a fresh process, such as one about its flags, has none here.
    private static bool RunsHere(TomlTable contract) =>
        Takes(contract, "lanes", Lane)
        && Takes(contract, "platforms", OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux")
        && !(contract.TryGetValue("worker", out var worker) && worker is "fresh");

    // A selector that is not there takes everything.
    private static bool Takes(TomlTable entry, string selector, string name) =>
        !entry.TryGetValue(selector, out var names) || ((TomlArray)names).Contains(name);
}
