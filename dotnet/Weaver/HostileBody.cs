using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Parallax.Weaver;

/// <summary>Writes the bodies of spoilt methods.</summary>
internal sealed class HostileBody
{
    private const int Number = 42;
    private const string TaskName = "System.Threading.Tasks.Task";

    private static readonly string[] Sequences =
        ["IEnumerable`1", "ICollection`1", "IList`1", "IReadOnlyCollection`1", "IReadOnlyList`1"];
    private static readonly string[] Maps = ["IDictionary`2", "IReadOnlyDictionary`2"];

    private readonly ModuleDefinition _module;
    private readonly Lazy<MethodDefinition> _start;

    /// <summary>For the methods of one module.</summary>
    public HostileBody(ModuleDefinition module)
    {
        _module = module;
        _start = new(Starter);
    }

    /// <summary>It does nothing, and returns.</summary>
    public void Return(MethodDefinition method, Filling filling)
    {
        var il = Empty(method);
        Fill(il, method.ReturnType, filling);
        il.Emit(OpCodes.Ret);
    }

    /// <summary>It throws; of a task's, the task fails.</summary>
    public void Throw(MethodDefinition method)
    {
        var il = Empty(method);
        il.Emit(OpCodes.Ldstr, "a hostile text");
        il.Emit(OpCodes.Newobj, _module.ImportReference(
            typeof(InvalidOperationException).GetConstructor([typeof(string)])));
        var failed = typeof(Task).GetMethods().Where(one => one.Name == nameof(Task.FromException));
        if (IsTask(method.ReturnType))
        {
            il.Emit(OpCodes.Call, _module.ImportReference(failed.Single(one => !one.IsGenericMethod)));
        }
        else if (IsTaskOf(method.ReturnType, out var value))
        {
            il.Emit(
                OpCodes.Call, Of(_module.ImportReference(failed.Single(one => one.IsGenericMethod)), value));
        }
        else
        {
            il.Emit(OpCodes.Throw);
            return;
        }

        il.Emit(OpCodes.Ret);
    }

    /// <summary>It blocks for ever; a task's never ends.</summary>
    public void Wait(MethodDefinition method)
    {
        var il = Empty(method);
        if (IsTask(method.ReturnType))
        {
            il.Emit(OpCodes.Newobj, _module.ImportReference(typeof(TaskCompletionSource).GetConstructor([])));
            il.Emit(OpCodes.Call, _module.ImportReference(
                typeof(TaskCompletionSource).GetProperty(nameof(TaskCompletionSource.Task))!.GetMethod));
        }
        else if (IsTaskOf(method.ReturnType, out var value))
        {
            var source = new GenericInstanceType(_module.ImportReference(typeof(TaskCompletionSource<>)))
            {
                GenericArguments = { value },
            };
            il.Emit(OpCodes.Newobj, On(
                source, _module.ImportReference(typeof(TaskCompletionSource<>).GetConstructor([]))));
            il.Emit(OpCodes.Call, On(source, _module.ImportReference(
                typeof(TaskCompletionSource<>).GetProperty("Task")!.GetMethod)));
        }
        else
        {
            il.Emit(OpCodes.Ldc_I4_M1);
            il.Emit(OpCodes.Call, Sleep());
            Fill(il, method.ReturnType, Filling.Default);
        }

        il.Emit(OpCodes.Ret);
    }

    /// <summary>It starts a thread that never ends, and does what it did before.</summary>
    public void Start(MethodDefinition method)
    {
        var il = method.Body.GetILProcessor();
        il.InsertBefore(method.Body.Instructions[0], il.Create(OpCodes.Call, _start.Value));
    }

    private static ILProcessor Empty(MethodDefinition method)
    {
        method.Body = new MethodBody(method);
        return method.Body.GetILProcessor();
    }

    // Puts a value of a type on the stack.
    private void Fill(ILProcessor il, TypeReference type, Filling filling)
    {
        if (type.MetadataType == MetadataType.Void)
        {
            return;
        }

        if (IsTask(type))
        {
            il.Emit(OpCodes.Call, _module.ImportReference(
                typeof(Task).GetProperty(nameof(Task.CompletedTask))!.GetMethod));
        }
        else if (IsTaskOf(type, out var value))
        {
            Fill(il, value, filling);
            il.Emit(OpCodes.Call, Of(
                _module.ImportReference(typeof(Task).GetMethod(nameof(Task.FromResult))), value));
        }
        else if (filling == Filling.Default || !Make(il, type, filling))
        {
            var local = new VariableDefinition(type);
            il.Body.Variables.Add(local);
            il.Body.InitLocals = true;
            il.Emit(OpCodes.Ldloc, local);
        }
    }

    // False where nothing of the kind is known for the type.
    private bool Make(ILProcessor il, TypeReference type, Filling filling)
    {
        var constant = filling == Filling.Constant;
        switch (type.MetadataType)
        {
            case MetadataType.String or MetadataType.Object:
                il.Emit(OpCodes.Ldstr, constant ? $"{Number}" : "");
                return true;
            case MetadataType.Boolean:
                il.Emit(constant ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
                return true;
            case MetadataType.SByte or MetadataType.Byte or MetadataType.Int16 or MetadataType.Int32:
                il.Emit(OpCodes.Ldc_I4, constant ? Number : 0);
                return true;
            case MetadataType.Int64:
                il.Emit(OpCodes.Ldc_I8, constant ? (long)Number : 0);
                return true;
            case MetadataType.Double:
                il.Emit(OpCodes.Ldc_R8, constant ? Number : 0.0);
                return true;
        }

        return type switch
        {
            ArrayType array => Row(il, array.ElementType, filling),
            GenericInstanceType one when Sequences.Contains(one.Name) => Row(
                il, one.GenericArguments[0], filling),
            GenericInstanceType one when Maps.Contains(one.Name) => Map(il, one),
            GenericInstanceType one when one.Name == "Nullable`1"
                || one.Name.StartsWith("ValueTuple`", StringComparison.Ordinal) => Parts(il, one, filling),
            { FullName: "System.IDisposable" } => Something(
                il, _module.ImportReference(typeof(MemoryStream))),
            _ => Something(il, type),
        };
    }

    private bool Row(ILProcessor il, TypeReference item, Filling filling)
    {
        var constant = filling == Filling.Constant;
        il.Emit(OpCodes.Ldc_I4, constant ? 1 : 0);
        il.Emit(OpCodes.Newarr, item);
        if (constant)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldc_I4_0);
            Fill(il, item, filling);
            il.Emit(OpCodes.Stelem_Any, item);
        }

        return true;
    }

    private bool Map(ILProcessor il, GenericInstanceType asked)
    {
        var made = new GenericInstanceType(_module.ImportReference(typeof(Dictionary<,>)));
        made.GenericArguments.Add(asked.GenericArguments[0]);
        made.GenericArguments.Add(asked.GenericArguments[1]);
        return Something(il, made);
    }

    private bool Parts(ILProcessor il, GenericInstanceType type, Filling filling)
    {
        foreach (var part in type.GenericArguments)
        {
            Fill(il, part, filling);
        }

        var made = type.Resolve().GetConstructors()
            .Single(one => one.Parameters.Count == type.GenericArguments.Count && !one.IsStatic);
        il.Emit(OpCodes.Newobj, On(type, _module.ImportReference(made)));
        return true;
    }

    private static bool IsPlain(MethodDefinition one) =>
        one is { IsPublic: true, HasParameters: false, IsStatic: false };

    private bool Something(ILProcessor il, TypeReference type)
    {
        if (type.Resolve() is not { IsAbstract: false, IsValueType: false } found
            || found.GetConstructors().FirstOrDefault(IsPlain) is not { } made)
        {
            return false;
        }

        var reference = _module.ImportReference(made);
        il.Emit(OpCodes.Newobj, type is GenericInstanceType instance ? On(instance, reference) : reference);
        return true;
    }

    private MethodReference Sleep() =>
        _module.ImportReference(typeof(Thread).GetMethod(nameof(Thread.Sleep), [typeof(int)]));

    // A method without arguments that starts the thread once: one that is called often would start thousands.
    private MethodDefinition Starter()
    {
        const TypeAttributes Hidden =
            TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed;
        const MethodAttributes Inside =
            MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig;
        var holder = new TypeDefinition("", "<Hostile>", Hidden, _module.TypeSystem.Object);
        var started = new FieldDefinition(
            "started", FieldAttributes.Assembly | FieldAttributes.Static, _module.TypeSystem.Boolean);
        var wait = new MethodDefinition("Wait", Inside, _module.TypeSystem.Void);
        var start = new MethodDefinition("Start", Inside, _module.TypeSystem.Void);
        holder.Fields.Add(started);
        holder.Methods.Add(wait);
        holder.Methods.Add(start);
        _module.Types.Add(holder);

        var il = wait.Body.GetILProcessor();
        il.Emit(OpCodes.Ldc_I4_M1);
        il.Emit(OpCodes.Call, Sleep());
        il.Emit(OpCodes.Ret);

        il = start.Body.GetILProcessor();
        var end = il.Create(OpCodes.Ret);
        il.Emit(OpCodes.Ldsfld, started);
        il.Emit(OpCodes.Brtrue, end);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Stsfld, started);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Ldftn, wait);
        il.Emit(OpCodes.Newobj, _module.ImportReference(typeof(ThreadStart).GetConstructors().Single()));
        il.Emit(
            OpCodes.Newobj, _module.ImportReference(typeof(Thread).GetConstructor([typeof(ThreadStart)])));
        il.Emit(OpCodes.Call, _module.ImportReference(typeof(Thread).GetMethod(nameof(Thread.Start), [])));
        il.Append(end);
        return start;
    }

    private static bool IsTask(TypeReference type) => type.FullName == TaskName;

    private static bool IsTaskOf(TypeReference type, out TypeReference value)
    {
        var instance = type as GenericInstanceType;
        value = instance?.GenericArguments[0] ?? type;
        return instance?.ElementType.FullName == $"{TaskName}`1";
    }

    private static GenericInstanceMethod Of(MethodReference method, TypeReference argument) =>
        new(method) { GenericArguments = { argument } };

    // A generic type's method, on one of its instances.
    private static MethodReference On(GenericInstanceType type, MethodReference method)
    {
        var on = new MethodReference(method.Name, method.ReturnType, type) { HasThis = method.HasThis };
        foreach (var parameter in method.Parameters)
        {
            on.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        }

        return on;
    }
}
