using System.Globalization;
using System.Text;
using Parallax;
using Parallax.Worker;

var started = Clock.Nanoseconds();
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

return args switch
{
    ["serve"] => Server.Serve(started),
    ["child", var assembly, var type, .. var rest] => await ChildProgram.RunAsync(assembly, type, rest),
    _ => Alone.Run(args),
};
