"""What a Python text consists of without its prose, and which modules it imports. Pure."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

# Whoever calls one of these may load a module that no import names.
_LOADERS = frozenset(
    {
        "__import__",
        "import_module",
        "run_path",
        "run_module",
        "exec",
        "eval",
        "spec_from_file_location",
        "exec_module",
    }
)
_PROSE_READERS = (
    "__doc__",
    "getdoc",
    "getsource",
    "doctest",
)  # a text with one of these works with its own prose
_HOLDERS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class PythonText:
    """What one Python file imports."""

    imports: tuple[tuple[int, str], ...]  # dots before it, and a dotted name; `from a import b` is a.b
    told: bool  # whether these are all that it can import


@cache
def python_text(text: str) -> PythonText:
    """What a text imports; one that is not Python may import anything.

    A string that is a program, for a child say, imports for its text. A path that such a program gets on its
    command line comes from the text, which imports or names it.
    """
    tree = _parsed(text)
    if tree is None:
        return PythonText((), False)
    imports: dict[tuple[int, str], None] = {}
    told = True
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports |= dict.fromkeys(_imported(node))
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            told = told and name not in _LOADERS
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "import " in node.value:
            for inner in ast.walk(_parsed(textwrap.dedent(node.value)) or ast.Module([], [])):
                imports |= dict.fromkeys(_imported(inner))
    return PythonText(tuple(imports), told)


def python_code(text: str) -> str:
    """A text without comments, docstrings and layout; the whole text where that cannot be told."""
    tree = None if any(word in text for word in _PROSE_READERS) else _parsed(text)
    return ast.dump(_without_prose(tree)) if tree else text


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _imported(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Import):
        yield from ((0, alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        names = [alias.name for alias in node.names]
        yield from ((node.level, ".".join(filter(None, (node.module, name)))) for name in names)


def _without_prose(tree: ast.AST) -> ast.AST:
    """The tree without docstrings, and without any other string that stands for itself."""
    for node in ast.walk(tree):
        if isinstance(node, _HOLDERS):
            node.body = [one for one in node.body if not _is_prose(one)]
    return tree


def _is_prose(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
