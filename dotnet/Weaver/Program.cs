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
    case ["link", var scenes, var woven, var folder]:
        Linking.Write(scenes, woven, folder);
        return 0;
    case ["hostile", var input, var methods, var folder]:
        Hostile.Make(input, methods, folder);
        return 0;
    default:
        Console.Error.WriteLine(
            "Usage: Parallax.Weaver weave IN.dll OUT.dll | mistakes ORDER.json FOLDER"
            + " | link SCENES.dll WOVEN.dll FOLDER | hostile IN.dll METHODS.txt FOLDER");
        return WrongUsage;
}
