using System.Globalization;
using System.Text;
using Parallax;
using Parallax.Worker;

var started = Clock.Nanoseconds();
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

// The program that an example's Main takes itself for: it starts its children by Environment.ProcessPath.
if (Environment.GetEnvironmentVariable("PARALLAX_MAIN_ASSEMBLY") is { Length: > 0 } alone)
{
    return MainProgram.Run(alone, Environment.GetEnvironmentVariable("PARALLAX_MAIN_TYPE") ?? "", args);
}

return args switch
{
    ["serve"] => Server.Serve(started),
    ["main", var assembly, var type, .. var rest] => MainProgram.Run(assembly, type, rest),
    ["scene", var scenes, var example, var type, .. var rest] => MainProgram.Run(scenes, type, rest, example),
    _ => WrongUsage(),
};

static int WrongUsage()
{
    Console.Error.WriteLine(
        "This program is started by Parallax: serve, main ASSEMBLY TYPE …, or scene SCENES EXAMPLE TYPE …");
    return 2;
}
