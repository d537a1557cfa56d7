using System.Globalization;
using System.Text;

namespace Parallax;

/// <summary>
/// JSON of one level, written and read by hand: the library's would cost each child process some 40 ms at its start.
/// </summary>
internal sealed class FlatJson
{
    private readonly StringBuilder _text = new("{");

    /// <summary>Adds a member; one without a value is left out.</summary>
    /// <param name="name">Needs no escaping.</param>
    /// <param name="value">Text, a flag or a number.</param>
    public FlatJson Put(string name, object? value) => value switch
    {
        null => this,
        string text => PutRaw(name, Quoted(text)),
        bool flag => PutRaw(name, flag ? "true" : "false"),
        _ => PutRaw(name, Convert.ToString(value, CultureInfo.InvariantCulture)!),
    };

    /// <summary>Adds a member whose value is JSON already.</summary>
    public FlatJson PutRaw(string name, string json)
    {
        _text.Append(_text.Length == 1 ? "\"" : ",\"").Append(name).Append("\":").Append(json);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_text}}}";

    /// <summary>A member of an object of one level, without its quotes.</summary>
    /// <param name="json">An object that has nothing in it that is escaped.</param>
    /// <param name="name">Which member.</param>
    /// <returns>Null where there is none.</returns>
    public static string? Get(string json, string name)
    {
        var key = json.IndexOf($"\"{name}\"", StringComparison.Ordinal);
        if (key < 0)
        {
            return null;
        }

        var start = json.IndexOf(':', key + name.Length) + 1;
        while (json[start] == ' ')
        {
            start++;
        }

        var quoted = json[start] == '"';
        var end = start + 1;
        while (quoted ? json[end] != '"' : json[end] is not (',' or '}' or ' '))
        {
            end++;
        }

        return quoted ? json.Substring(start + 1, end - start - 1) : json.Substring(start, end - start);
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var one in text)
        {
            if (one is '"' or '\\')
            {
                quoted.Append('\\').Append(one);
            }
            else if (one < ' ')
            {
                quoted.Append("\\u").Append(((int)one).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                quoted.Append(one);
            }
        }

        return quoted.Append('"').ToString();
    }
}
