using System.Text.Json.Nodes;

namespace Parallax.Worker;

/// <summary>Runs one example alone and prints its result as a person would want it.</summary>
internal static class Alone
{
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const int MostEvents = 40;
    private const long State = 1;

    /// <summary>Runs <c>PAIR [--variant V] [--case C] [--set NAME=VALUE]</c>.</summary>
    /// <returns>0; 1 when the example raised; 2 for a wrong name or value.</returns>
    public static int Run(string[] args)
    {
        if (args is ["--help" or "-h"])
        {
            Console.WriteLine(Asked.Usage);
            return 0;
        }

        try
        {
            var asked = Asked.Parse(args);
            var repository = Repository();
            var contract = ContractFile.Find(Path.Combine(repository, "compare", "contracts"), asked.Pair);
            var parameters = Values.Of(contract, asked);
            PrintTitle(contract, parameters);
            if (contract.StartsPython((string)parameters["variant"]!))
            {
                parameters["counterpart"] = PythonChild(repository, contract.PythonText);
            }

            var reply = Observe(contract.Type, Examples(repository), parameters);
            Print(reply);
            return (bool)reply["ok"]! ? 0 : Failed;
        }
        catch (UsageException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return WrongUsage;
        }
    }

    private static JsonObject Observe(string type, string assembly, JsonObject parameters)
    {
        var session = new Session(Leftovers.Nothing);
        var prepared = session.Handle(new JsonObject
        {
            ["op"] = "prepare",
            ["state"] = State,
            ["program"] = assembly,
            ["type"] = type,
            ["parameters"] = parameters.DeepClone(),
        });
        if (!(bool)prepared["ok"]!)
        {
            return prepared;
        }

        var reply = session.Handle(new JsonObject { ["op"] = "trial", ["mode"] = "observed", ["state"] = State, ["trial"] = "alone" });
        session.Handle(new JsonObject { ["op"] = "drop", ["state"] = State });
        return reply;
    }

    private static void PrintTitle(ContractFile contract, JsonObject parameters)
    {
        Console.WriteLine($"{contract.Title} ({contract.Id}, {parameters["variant"]})");
        foreach (var (name, value) in parameters.Where(one => one.Key != "variant"))
        {
            Console.WriteLine($"  {name} = {Text(value)}");
        }
    }

    private static void Print(JsonObject reply)
    {
        Console.WriteLine();
        if (reply["error"] is { } error)
        {
            Console.WriteLine($"{error["where"]} raised {error["type"]}: {error["message"]}");
        }

        foreach (var (name, value) in reply["outputs"]?[0]?["value"]?.AsObject() ?? [])
        {
            Console.WriteLine($"{name}: {Text(value)}");
        }

        PrintTrace([.. reply["trace"]?.AsArray().OfType<JsonNode>() ?? []]);
    }

    private static void PrintTrace(IReadOnlyList<JsonNode> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        Console.WriteLine($"{Environment.NewLine}Who ran when:");
        var first = (long)events[0]["t"]!;
        foreach (var one in events.Take(MostEvents))
        {
            var after = ((long)one["t"]! - first) / 1e6;
            var who = (int)one["pid"]! == Environment.ProcessId ? $"thread {one["thread"]}" : $"process {one["pid"]}";
            var what = (string?)one["kind"] == "event" ? "" : $" {one["kind"]}s";
            Console.WriteLine($"  {after,9:F2} ms  {who,-15} {one["name"]}{what} {one["item"]} {one["value"]}".TrimEnd());
        }

        if (events.Count > MostEvents)
        {
            Console.WriteLine($"  … and {events.Count - MostEvents} more");
        }
    }

    // How the harness starts it: `child` of the Python text, with the repository's own Python where there is one.
    private static JsonArray PythonChild(string repository, string text)
    {
        var own = Path.Combine(repository, ".venv", OperatingSystem.IsWindows() ? @"Scripts\python.exe" : "bin/python");
        var python = File.Exists(own) ? own : OperatingSystem.IsWindows() ? "python" : "python3";
        var boot = "import sys; sys.path.append(sys.argv.pop(1)); from compare.worker.child import main; main()";
        return [python, "-P", "-X", "utf8", "-c", boot, repository, Path.Combine(repository, text)];
    }

    private static string Text(JsonNode? value) => value?.ToJsonString(Json.Options) ?? "null";

    private static string Examples(string repository) =>
        Path.Combine(repository, "dotnet", "Examples", "bin", "Release", "net10.0", "Parallax.Examples.dll");

    /// <summary>The folder of Parallax that this program was built in.</summary>
    public static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "compare", "contracts")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new UsageException("There are no contracts above this program: build it within the repository of Parallax.");
    }
}
