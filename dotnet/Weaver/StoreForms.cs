using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Parallax.Weaver;

/// <summary>The table of store forms: which instructions and calls store into what threads may share.</summary>
/// <remarks>
/// A call counts by its type and name, for one reads as well as stores: what stands in neither list is unknown, and a
/// test says so as soon as an example uses it.
/// </remarks>
internal static class StoreForms
{
    private const string Collections = "System.Collections.";
    // a queue to wait at, no memory
    private const string Blocking = "System.Collections.Concurrent.BlockingCollection`1";

    private static readonly HashSet<string> Changes =
    [
        "set_Item", "Add", "AddAfter", "AddBefore", "AddFirst", "AddLast", "AddOrUpdate", "AddRange", "Clear",
        "Dequeue", "DequeueEnqueue", "Enqueue", "EnqueueDequeue", "EnqueueRange", "ExceptWith", "GetOrAdd",
        "Insert", "InsertRange", "IntersectWith", "Pop", "Push", "PushRange", "Remove", "RemoveAll",
        "RemoveAt", "RemoveFirst", "RemoveLast", "RemoveRange", "RemoveWhere", "Reverse", "Set", "SetAll",
        "SetItem", "Sort", "SymmetricExceptWith", "TryAdd", "TryDequeue", "TryPop", "TryPopRange",
        "TryRemove", "TryTake", "TryUpdate", "UnionWith", "Update", "Enlist",
    ];

    private static readonly HashSet<string> Reads =
    [
        "AsReadOnly", "BinarySearch", "Compare", "Contains", "ContainsKey", "ContainsValue", "ConvertAll",
        "CopyTo", "Create", "CreateBuilder", "CreateRange", "Deconstruct", "Dispose", "DisposeAsync",
        "EnsureCapacity", "Equals", "Exists", "Find", "FindAll", "FindIndex", "FindLast", "ForEach", "Get",
        "GetEnumerator", "GetAsyncEnumerator", "GetHashCode", "GetPartitions", "GetDynamicPartitions",
        "GetRange", "GetValueOrDefault", "IndexOf", "IsSubsetOf", "IsSupersetOf", "MoveNext", "MoveNextAsync",
        "Overlaps", "Peek", "Reset", "SetEquals", "Slice", "StructuralEquals", "ToArray",
        "ToFrozenDictionary", "ToImmutable", "ToImmutableArray", "ToImmutableDictionary", "ToImmutableList",
        "ToList", "ToString", "TrimExcess", "TrueForAll", "TryGetValue", "TryPeek", "op_Equality",
        "op_Inequality",
    ];

    /// <summary>What an instruction of a method is.</summary>
    public static StoreForm Of(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Stfld or Code.Stsfld => OfField((FieldReference)instruction.Operand),
        Code.Stelem_Any or Code.Stelem_I or Code.Stelem_I1 or Code.Stelem_I2 or Code.Stelem_I4
            or Code.Stelem_I8 or Code.Stelem_R4 or Code.Stelem_R8 or Code.Stelem_Ref => StoreForm.Store,
        Code.Stind_I or Code.Stind_I1 or Code.Stind_I2 or Code.Stind_I4 or Code.Stind_I8 or Code.Stind_R4
            or Code.Stind_R8 or Code.Stind_Ref or Code.Stobj => StoreForm.Store,
        Code.Initobj => OfDefault(instruction.Previous),
        Code.Call or Code.Callvirt => OfCall((MethodReference)instruction.Operand),
        Code.Stloc or Code.Stloc_0 or Code.Stloc_1 or Code.Stloc_2 or Code.Stloc_3 or Code.Stloc_S
            or Code.Starg or Code.Starg_S => StoreForm.None,
        Code.Cpobj or Code.Cpblk or Code.Initblk => StoreForm.Unknown,
        _ => instruction.OpCode.Name.StartsWith("st", StringComparison.Ordinal)
            ? StoreForm.Unknown
            : StoreForm.None,
    };

    // Each call of an async method has its state machine to itself; a struct of captured variables lies on the stack;
    // and the compiler keeps delegates that capture nothing.
    private static StoreForm OfField(FieldReference field)
    {
        var holder = field.DeclaringType.GetElementType() as TypeDefinition;
        var hidden = holder is not null && (IsStateMachine(holder) || IsCompilersCache(holder)
            || (holder.IsValueType && holder.Name.StartsWith('<')));
        return hidden ? StoreForm.None : StoreForm.Store;
    }

    private static bool IsStateMachine(TypeDefinition type) => type.Name.StartsWith('<')
        && type.Interfaces.Any(one => one.InterfaceType.FullName
            is "System.Runtime.CompilerServices.IAsyncStateMachine" or "System.Collections.IEnumerator");

    private static bool IsCompilersCache(TypeDefinition type) => type.Name is "<>c"
        || (type.Name.StartsWith("<>c__", StringComparison.Ordinal)
            && !type.Name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal))
        || (type.Name.StartsWith('<') && type.Name.Contains(">O", StringComparison.Ordinal));

    // What is set to its default: a local, a field, or what an address leads to.
    private static StoreForm OfDefault(Instruction? address) => address?.OpCode.Code switch
    {
        Code.Ldloca or Code.Ldloca_S => StoreForm.None,
        Code.Ldflda => OfField((FieldReference)address.Operand),
        _ => StoreForm.Store,
    };

    private static StoreForm OfCall(MethodReference called)
    {
        var type = called.DeclaringType.GetElementType();
        return type.FullName switch
        {
            "System.Threading.Interlocked" =>
                called.Name is "Read" or "MemoryBarrier" or "MemoryBarrierProcessWide"
                    ? StoreForm.None
                    : StoreForm.Store,
            "System.Threading.Volatile" => called.Name is "Write" ? StoreForm.Store : StoreForm.None,
            "System.IO.UnmanagedMemoryAccessor" => called.Name is "Write" or "WriteArray"
                ? StoreForm.Store
                : StoreForm.None,
            "System.Collections.Immutable.ImmutableInterlocked" => StoreForm.Store,
            Blocking => StoreForm.None,
            var name when !name.StartsWith(Collections, StringComparison.Ordinal) => StoreForm.None,
            _ => OfCollection(called.Name),
        };
    }

    private static StoreForm OfCollection(string name) =>
        Changes.Contains(name) ? StoreForm.Store
        : Reads.Contains(name) || name is ".ctor" ? StoreForm.None
        : name.StartsWith("get_", StringComparison.Ordinal) ? StoreForm.None
        : StoreForm.Unknown;
}
