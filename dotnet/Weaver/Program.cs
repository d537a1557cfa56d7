using Parallax.Weaver;

const int WrongUsage = 2;

switch (args)
{
    case ["weave", var input, var output]:
        GapWeaver.Weave(input, output);
        return 0;
    case ["mistakes", var order, var folder]:
        Mistakes.Compile(order, folder, Console.Out);
        return 0;
    case ["hostile", var input, var methods, var folder]:
        Hostile.Make(input, methods, folder);
        return 0;
    default:
        Console.Error.WriteLine(
            "Usage: Parallax.Weaver weave IN.dll OUT.dll | mistakes ORDER.json FOLDER"
            + " | hostile IN.dll METHODS.txt FOLDER");
        return WrongUsage;
}
