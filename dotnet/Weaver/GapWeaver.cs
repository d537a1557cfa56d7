using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Parallax.Weaver;

/// <summary>
/// Puts <see cref="Gap.Before"/> before each store of an assembly, and <see cref="Steps.Take"/> into each turn of a
/// loop.
/// </summary>
/// <remarks>Constructors are left alone: what is being made is nobody else's yet.</remarks>
internal static class GapWeaver
{
    /// <summary>Weaves an assembly of a file into another file.</summary>
    public static void Weave(string input, string output) => Weave(File.ReadAllBytes(input), output);

    /// <summary>Weaves an assembly into a file.</summary>
    public static void Weave(byte[] assembly, string output)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        using var module = ModuleDefinition.ReadModule(new MemoryStream(assembly));
        var gap = module.ImportReference(typeof(Gap).GetMethod(nameof(Gap.Before)));
        var step = module.ImportReference(typeof(Steps).GetMethod(nameof(Steps.Take)));
        var place = 0;
        foreach (var method in Methods(module))
        {
            Weave(method.Body, gap, step, ref place);
        }

        // Another module than the plain one: a native program, which has both, tells them by it.
        module.Mvid = new Guid(Array.ConvertAll(module.Mvid.ToByteArray(), one => (byte)~one));
        module.Write(output);
    }

    /// <summary>The methods whose stores count.</summary>
    public static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods)
            .Where(method => method.HasBody && !method.IsConstructor && !IsInit(method));

    // An init accessor belongs to the making of its object.
    private static bool IsInit(MethodDefinition method) =>
        method.IsSetter && method.ReturnType is RequiredModifierType { ModifierType.Name: "IsExternalInit" };

    private static void Weave(MethodBody body, MethodReference gap, MethodReference step, ref int place)
    {
        Instruction[] stores = [.. body.Instructions.Where(one => StoreForms.Of(one) == StoreForm.Store)];
        Instruction[] turns = [.. body.Instructions.Where(IsTurn)];
        body.SimplifyMacros(); // short branches may become too short
        var processor = body.GetILProcessor();
        foreach (var store in stores)
        {
            PutBefore(
                processor,
                WithPrefixes(store),
                processor.Create(OpCodes.Ldc_I4, place++),
                processor.Create(OpCodes.Call, gap));
        }

        foreach (var turn in turns)
        {
            PutBefore(processor, turn, processor.Create(OpCodes.Call, step));
        }

        processor.InsertBefore(body.Instructions[0], processor.Create(OpCodes.Call, step));
        body.OptimizeMacros();
    }

    // The end of a loop's turn: a jump back.
    private static bool IsTurn(Instruction one) =>
        one.Operand is Instruction target && target.Offset <= one.Offset;

    // What says how a store is to be done (volatile., constrained.) stays right before it.
    private static Instruction WithPrefixes(Instruction store)
    {
        var first = store;
        while (first.Previous is { OpCode.OpCodeType: OpCodeType.Prefix } prefix)
        {
            first = prefix;
        }

        return first;
    }

    // A branch that jumps to the instruction must not skip what is put before it: so that takes its place, and it
    // follows.
    private static void PutBefore(ILProcessor processor, Instruction instruction, params Instruction[] before)
    {
        var moved = processor.Create(OpCodes.Nop);
        (moved.OpCode, moved.Operand) = (instruction.OpCode, instruction.Operand);
        (instruction.OpCode, instruction.Operand) = (before[0].OpCode, before[0].Operand);
        var last = instruction;
        foreach (var one in before[1..].Append(moved))
        {
            processor.InsertAfter(last, one);
            last = one;
        }
    }
}
