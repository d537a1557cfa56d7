"""A student's text that tells where an error came out of it, though its scene catches all. Never the one judged."""

from __future__ import annotations

import ast
import importlib.util
import marshal
import re
import warnings
from pathlib import Path

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_PYTHON = """
def _parallax_tell(error):
    import sys

    line, at = 0, error.__traceback__
    while at:
        line = at.tb_lineno if at.tb_frame.f_code.co_filename == __file__ else line
        at = at.tb_next
    print(f'File "{__file__}", line {line}: {type(error).__name__}: {error}', file=sys.stderr, flush=True)
"""
_CSHARP = """

#line 1 "ParallaxTells.cs"
internal static class ParallaxTells
{{
    [System.ThreadStatic] private static bool _telling;

    [System.Runtime.CompilerServices.ModuleInitializer]
    internal static void Begin()
    {{
        var told = new System.Runtime.CompilerServices.ConditionalWeakTable<System.Exception, object>();
        System.AppDomain.CurrentDomain.FirstChanceException += (_, thrown) =>
        {{
            if (_telling)
            {{
                return;
            }}

            _telling = true;
            var error = thrown.Exception;
            var came = new System.Diagnostics.StackTrace(error, true); // of one that is thrown on: from its throw
            var line = Line(came) ?? Line(new System.Diagnostics.StackTrace(true));
            if (line is not null && told.TryAdd(error, told))
            {{
                System.Console.Error.WriteLine($"{file}:line {{line}}: {{error.GetType().Name}}: {{error.Message}}");
            }}

            _telling = false;
        }};
    }}

    private static int? Line(System.Diagnostics.StackTrace stack)
    {{
        foreach (var frame in stack.GetFrames())
        {{
            if (frame.GetFileName() == "{file}")
            {{
                return frame.GetFileLineNumber();
            }}
        }}

        return null;
    }}
}}
"""


def write_telling(path: Path, text: str) -> None:
    """Write a Python text, and beside it its compiled twin, which Python takes in its place; lines stay the same.

    Args:
        path: where the text goes.
        text: a text that compiles.
    """
    path.write_text(text, encoding="utf-8")
    with warnings.catch_warnings(action="ignore"):  # the text's own, which running it tells
        tree = _Telling().visit(ast.parse(text, path))
        after = next((at for at, one in enumerate(tree.body) if not _is_head(one)), len(tree.body))
        tree.body[after:after] = ast.parse(_PYTHON).body
        code = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
    twin = Path(importlib.util.cache_from_source(str(path)))
    twin.parent.mkdir(exist_ok=True)
    # PEP 552: by the source's hash, which is not looked at again.
    head = (
        importlib.util.MAGIC_NUMBER
        + (1).to_bytes(4, "little")
        + importlib.util.source_hash(path.read_bytes())
    )
    twin.write_bytes(head + marshal.dumps(code))


def telling_csharp(text: str, file: str) -> str:
    """A C# text with what tells behind its end.

    Args:
        text: the student's.
        file: its name, as the compiler is told it.
    """
    # Where a compiler optimises, not every place of an error has a line.
    plain = re.sub(
        r"^namespace ",
        "[assembly: System.Diagnostics.Debuggable(true, true)] namespace ",
        text,
        count=1,
        flags=re.M,
    )
    return plain + _CSHARP.format(file=file)


def _is_head(one: ast.stmt) -> bool:
    docstring = isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
    return docstring or (isinstance(one, ast.ImportFrom) and one.module == "__future__")


class _Telling(ast.NodeTransformer):
    """Puts a `try` around the body of each function of the module and of its classes."""

    def visit_FunctionDef(self, node: _Function) -> _Function:
        (around,) = ast.parse("try: pass\nexcept Exception as _error: _parallax_tell(_error); raise").body
        assert isinstance(around, ast.Try)
        for one in ast.walk(around):  # as if all stood in the function's last line
            if hasattr(one, "lineno"):
                one.lineno = one.end_lineno = node.end_lineno
        head = 0 if ast.get_docstring(node) is None else 1
        around.body, node.body = node.body[head:] or [ast.Pass()], [*node.body[:head], around]
        return node

    def visit_AsyncFunctionDef(self, node: _Function) -> _Function:
        return self.visit_FunctionDef(node)
