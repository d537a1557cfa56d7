using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Parallax.Worker;

/// <summary>Finds what a scene calls and its example does not have, before anything of the two has run.</summary>
/// <remarks>
/// The compiler had another example before it: a mistake's, or a student's, may have another signature.
/// </remarks>
internal static partial class Signatures
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance
        | BindingFlags.DeclaredOnly;

    /// <summary>Lets every method of a scene be compiled, which looks up all that it names.</summary>
    /// <exception cref="MissingMemberException">The example lacks something; the message is one sentence.</exception>
    public static void Check(Type scene)
    {
        try
        {
            Compile(scene);
        }
        catch (Exception error) when (IsMissing(error))
        {
            throw new MissingMemberException(Sentence(error), error);
        }
    }

    private static bool IsMissing(Exception error) =>
        error is MissingMemberException or TypeLoadException or MemberAccessException;

    private static void Compile(Type type)
    {
        if (type.ContainsGenericParameters)
        {
            return;
        }

        foreach (var method in type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own)))
        {
            if (!method.IsAbstract && !method.ContainsGenericParameters)
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
            }
        }

        foreach (var nested in type.GetNestedTypes(Own))
        {
            Compile(nested);
        }
    }

    // "Method not found: 'System.Threading.Tasks.Task`1<System.String[]> Parallax.Examples.WhenAll.Gather(Int32)'."
    private static string Sentence(Exception error)
    {
        var named = Quoted().Match(error.Message);
        var what = named.Success ? Noise().Replace(named.Groups[1].Value, "") : error.Message;
        return error is TypeLoadException
            ? $"the example has no type {what}, which its scene uses"
            : $"the example does not have what its scene uses, of this very form: {what}";
    }

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"`\d+|\bSystem\.(?:\w+\.)*|\bParallax\.Examples\.(?=\w+\.)")]
    private static partial Regex Noise();
}
