using System.Text.Json.Nodes;
using Tomlyn;
using Tomlyn.Model;

namespace Parallax.Worker;

/// <summary>The parameters of one run: the contract's defaults, a case's, and what was set.</summary>
internal static class Values
{
    /// <summary>The complete parameters, the variant among them.</summary>
    /// <exception cref="UsageException">A variant, case, parameter or value that the contract does not allow.</exception>
    public static JsonObject Of(ContractFile contract, Asked asked)
    {
        var values = new JsonObject();
        foreach (var (name, parameter) in contract.Parameters)
        {
            values[name] = ToJson(((TomlTable)parameter)["default"]);
        }

        Set(contract, values, contract.Case(asked.Case));
        foreach (var setting in asked.Settings)
        {
            Set(contract, values, Parse(setting));
        }

        values["variant"] = contract.Variant(asked.Variant);
        return values;
    }

    private static TomlTable Parse(string setting)
    {
        try
        {
            return ContractFile.Read(setting);
        }
        catch (TomlException)
        {
            throw new UsageException($"--set {setting}: write NAME=VALUE with a TOML value, such as n=5 or name='x'.");
        }
    }

    private static void Set(ContractFile contract, JsonObject values, TomlTable settings)
    {
        foreach (var (name, value) in settings)
        {
            if (!contract.Parameters.TryGetValue(name, out var parameter))
            {
                throw new UsageException($"{contract.Id} has no parameter {name}.{Names.Hint(name, contract.Parameters.Keys)}");
            }

            Check($"{contract.Id}.{name}", (TomlTable)parameter, value);
            values[name] = ToJson(value);
        }
    }

    private static void Check(string name, TomlTable parameter, object value)
    {
        var fits = (string)parameter["type"] switch
        {
            "integer" => value is long,
            "float" => value is long or double,
            "boolean" => value is bool,
            "string" => value is string,
            "list" => value is TomlArray or TomlTableArray,
            _ => value is TomlTable,
        };
        if (!fits)
        {
            throw new UsageException($"{name} must be of type {parameter["type"]}, not {ToJson(value)?.ToJsonString()}.");
        }

        if (value is long or double)
        {
            CheckLimits(name, parameter, Convert.ToDouble(value));
        }

        if (parameter.TryGetValue("choices", out var choices) && value is string text && !((TomlArray)choices).Contains(text))
        {
            throw new UsageException($"{name} has no choice {text}.{Names.Hint(text, ((TomlArray)choices).OfType<string>())}");
        }
    }

    private static void CheckLimits(string name, TomlTable parameter, double value)
    {
        if (parameter.TryGetValue("min", out var least) && value < Convert.ToDouble(least))
        {
            throw new UsageException($"{name} must be at least {least}, not {value}.");
        }

        if (parameter.TryGetValue("max", out var most) && value > Convert.ToDouble(most))
        {
            throw new UsageException($"{name} must be at most {most}, not {value}.");
        }
    }

    private static JsonNode? ToJson(object? value) => value switch
    {
        TomlTable table => new JsonObject(table.Select(one => KeyValuePair.Create(one.Key, ToJson(one.Value)))),
        TomlTableArray tables => new JsonArray([.. tables.Select(ToJson)]),
        TomlArray array => new JsonArray([.. array.Select(ToJson)]),
        long number => number,
        double number => number,
        bool flag => flag,
        _ => value?.ToString(),
    };
}
