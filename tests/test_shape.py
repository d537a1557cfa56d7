"""The project's own shape: pairs whole and matched, imports that go one way, a light start."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from compare.contract import pascal, snake
from compare.options import ROOT
from compare.report.steps import beside
from tests.pairs import CATALOGUE

CONTRACTS = list(CATALOGUE.contracts.values())

# Who may import whom: a layer sees only those before it. What is not named here stands above all of them.
LAYERS = (
    {"errors"},
    {"record", "contract", "names", "stats", "schemas", "parameters"},
    {"judge"},
    {"diff"},
    {"report"},
)
# Effects: whatever judges, diffs or reports knows none of these.
EFFECTS = {
    "lanes",
    "run",
    "pipeline",
    "against",
    "measure",
    "session",
    "build",
    "dotnet",
    "revision",
    "worker",
    "commands",
}
HEAVY = ("rich", "jsonschema", "numpy", "psutil", "pygments", "hypothesis")


def _imports(path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "compare":
            parts = node.module.split(".")
            yield from [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("compare."))


def _files(layer: set[str]) -> Iterator[Path]:
    for name in layer:
        file = ROOT / "compare" / f"{name}.py"
        yield from [file] if file.exists() else (ROOT / "compare" / name).rglob("*.py")


@pytest.mark.parametrize("number", range(len(LAYERS)))
def test_imports_go_one_way(number: int) -> None:
    """A layer imports itself and what stands below it; none of them knows an effect."""
    allowed = set().union(*LAYERS[: number + 1])
    for path in _files(LAYERS[number]):
        mine = set(_imports(path))
        assert not mine & EFFECTS, f"{path} imports {mine & EFFECTS}"
        above = mine & set().union(*LAYERS[number + 1 :])
        assert not above, f"{path} imports {above}; it may import {sorted(allowed)}"


def test_workers_need_nothing_but_the_standard_library() -> None:
    """Any interpreter from 3.11 on is a lane; pythonnet only in the one that loads CoreCLR."""
    foreign = set()
    for path in (ROOT / "compare" / "worker").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += (
                [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            )
            tops = {name.split(".")[0] for name in names}
            foreign |= {(path.name, top) for top in tops - set(sys.stdlib_module_names) - {"compare"}}
    assert foreign <= {
        ("clr.py", "pythonnet"),
        ("clr.py", "clr"),
        ("clr.py", "Parallax"),
        ("session.py", "Parallax"),
    }


def test_no_text_stands_without_its_contract() -> None:
    """A file that no contract names would never run."""
    named = {path for one in CONTRACTS for path in (one.python_path, one.dotnet_path)}
    texts = {path for path in (ROOT / "python").glob("*/*.py") if path.name != "__init__.py"}
    texts |= {
        path
        for path in (ROOT / "dotnet" / "Examples").glob("*/*.cs")
        if path.parent.name not in ("bin", "obj")
    }
    assert texts == named
    wrong = {path.parent for path in (ROOT / "tests" / "wrong").glob("*/*/rejects.toml")}
    assert wrong == {one.wrong_folder for one in CONTRACTS}


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.id)
def test_names_are_matched_across_the_languages(contract) -> None:
    """Chapter, file, namespace and class are one name in two spellings."""
    text = contract.dotnet_path.read_text(encoding="utf-8")
    assert f"namespace Parallax.Examples.{pascal(contract.chapter)};" in text
    assert re.search(rf"public static (?:partial )?class {pascal(contract.id)}\b", text)
    assert contract.python_path.name == f"{snake(contract.id)}.py"


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.id)
def test_steps_are_matched(contract) -> None:
    """Both texts have steps to lay them side by side by; most of them are in both."""
    texts = (path.read_text(encoding="utf-8") for path in (contract.python_path, contract.dotnet_path))
    steps = [step for step in beside(*texts) if step.name]
    both = [step for step in steps if step.left and step.right]
    assert len(both) >= 2
    assert len(both) >= 0.6 * len(steps), [step.name for step in steps if step not in both]


def test_a_list_imports_nothing_heavy() -> None:
    """It is the first thing that a newcomer tries."""
    code = (
        "import sys; sys.argv = ['list']; from compare.cli import main; main('list', {}); "
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"
