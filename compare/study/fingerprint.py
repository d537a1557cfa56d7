"""Which rule a study was made with: any change of it makes another one, words about it do not."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path

from compare.setup.home import ROOT

# What decides: the rule, its statistics, how its pairs are measured, what two looks make of a row.
PARTS = ("diff/rule.py", "judge/stats.py", "beside/measure.py")


def rule_name(parts: Iterable[Path] = tuple(ROOT / "compare" / part for part in PARTS)) -> str:
    """The rule's hash, over its code without comments and docstrings.

    Args:
        parts: the modules that it consists of.
    """
    shapes = [_shape(ast.parse(path.read_text(encoding="utf-8"))) for path in parts]
    return hashlib.sha256(repr(shapes).encode()).hexdigest()[:12]


def _shape(node: object) -> object:
    """A tree without places and docstrings, the same in each version of Python."""
    if isinstance(node, list):
        return [_shape(one) for one in node]
    if not isinstance(node, ast.AST):
        return node
    fields = dict(ast.iter_fields(node))
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
        fields["body"] = node.body[1:]
    return [
        type(node).__name__,
        *((name, _shape(one)) for name, one in fields.items() if one not in (None, [])),
    ]
