"""The project's own shape: pairs whole and matched, imports that go one way, a light start."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from compare.catalogue.contract import pascal, snake
from compare.catalogue.loading import TRANSLATIONS
from compare.setup.home import ROOT
from tests.pairs import CATALOGUE

CONTRACTS = list(CATALOGUE.contracts.values())

# The floors of compare/ from the top down, the way of the data: imports only go down this list, or stay on a floor.
FLOORS = (
    "cli", "commands", "study", "cluster", "beside", "page", "report", "diff", "judge", "run", "lanes", "props",
    "worker", "plan", "catalogue", "record", "setup", "lock", "text", "errors",
)  # fmt: skip
DATA = {"contracts", "mistakes", "schema"}  # folders without modules
# Whatever judges, diffs or reports knows no effect: a saved record can be judged again without running anything.
EFFECTS = {"run", "lanes", "worker"}
PURE = {"judge", "diff", "report", "page"}
# bootstrap.py takes these before anything is installed.
BARE = ("errors", "lock", "setup", "text")
# Lines of a file; those that are longer may not grow.
LONGEST = 300
LONGER = {
    "tasks.py": 530,  # the menu: invoke wants one function a task
    "compare/run/runner.py": 320,
    "tests/diff/test_with_base.py": 320,
    "tests/judge/test_checks.py": 325,
    "tests/setup/sources/test_sources.py": 435,
    "tests/test_bootstrap.py": 360,
}
# pyproject.toml has the same two for Python. C# examples may be as wide as C# usually is: no more lines than it takes.
CODE, SENTENCE = 110, 120
HEAVY = ("rich", "jsonschema", "numpy", "psutil", "pygments", "hypothesis", "jinja2")


def _name(path: Path) -> str:
    """A module's dotted name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {
    _name(path): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "compare").rglob("*.py"))
    if "templates" not in path.parts
}


def _imports(tree: ast.AST) -> Iterator[str]:
    """Whatever a module imports, wherever in it; of ours, modules by their full names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name their module in full"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in TREES else str(node.module)


OURS = {
    name: sorted({one for one in _imports(tree) if one in TREES} - {name}) for name, tree in TREES.items()
}


def _floor(module: str) -> str:
    """The floor that a module is on; empty for compare itself, which holds nothing but the version."""
    return module.partition(".")[2].partition(".")[0]


def test_every_module_is_on_a_floor() -> None:
    """What is new finds its place in the list first."""
    there = {path.name.removesuffix(".py") for path in (ROOT / "compare").iterdir()}
    assert there - DATA - {"__init__", "__pycache__"} == set(FLOORS)


def test_imports_only_go_down() -> None:
    """From a floor to itself or to one below it; what judges and reports knows no effect at all."""
    place = {name: number for number, name in enumerate(FLOORS)}
    wrong = [
        f"{name} imports {other}"
        for name, others in OURS.items()
        for other in others
        if _floor(other)
        and (
            place[_floor(other)] < place.get(_floor(name), len(FLOORS))
            or (_floor(name) in PURE and _floor(other) in EFFECTS)
        )
    ]
    assert not wrong, "\n".join(wrong)


def test_imports_form_no_circle() -> None:
    """Of modules, on one floor too, and counting what is imported late or for types only."""
    try:
        TopologicalSorter(OURS).prepare()
    except CycleError as circle:
        pytest.fail(" imports ".join(reversed(circle.args[1])))


def test_bootstrap_takes_the_standard_library_only() -> None:
    """And of ours no more than errors, lock and setup/, which do the same."""
    bootstrap = ast.parse((ROOT / "bootstrap.py").read_text(encoding="utf-8"))
    part = {"bootstrap": bootstrap} | {name: tree for name, tree in TREES.items() if _floor(name) in BARE}
    wrong = [
        f"{name} imports {other}"
        for name, tree in part.items()
        for other in _imports(tree)
        if other.partition(".")[0] not in sys.stdlib_module_names and _floor(other) not in BARE
    ]
    assert not wrong, "\n".join(wrong)


def _twice(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The names that several places have, with those places."""
    places = defaultdict(list)
    for name, place in named:
        places[name].append(place)
    return {name: there for name, there in places.items() if len(there) > 1}


def test_no_two_modules_have_one_name() -> None:
    """So that a file's name alone says which one is meant."""
    files = [path for path in (ROOT / "compare").rglob("*.py") if path.name != "__init__.py"]
    assert not _twice((path.stem, str(path)) for path in files if "templates" not in path.parts)


def test_no_two_classes_have_one_name() -> None:
    """One noun, one name."""
    classes = [
        (node.name, name)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    assert not _twice(classes)


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
        ("clr.py", "System"),
    }


def _texts(folder: str, ending: str) -> set[Path]:
    """The texts of all chapters below a folder."""
    files = (ROOT / folder).glob(f"*/*{ending}")
    return {
        path
        for path in files
        if path.name != "__init__.py" and path.parent.name not in ("bin", "obj", TRANSLATIONS)
    }


def test_no_text_stands_without_its_contract() -> None:
    """A file that no contract names would never run."""
    assert _texts("python", ".py") == {one.python_path for one in CONTRACTS}
    assert _texts("dotnet/Examples", ".cs") == {one.dotnet_path for one in CONTRACTS}
    assert _texts("python/scenes", ".py") == {one.python_scene for one in CONTRACTS}
    assert _texts("dotnet/Scenes", ".cs") == {one.dotnet_scene for one in CONTRACTS}
    assert _texts("compare/mistakes", ".toml") == {one.mistakes_path for one in CONTRACTS}


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.id)
def test_names_are_matched_across_the_languages(contract) -> None:
    """File, namespace and class are one name in two spellings."""
    text = contract.dotnet_path.read_text(encoding="utf-8")
    assert f"namespace {contract.dotnet_type.rpartition('.')[0]};" in text
    assert re.search(rf"public static (?:partial )?class {pascal(contract.id)}\b", text)
    assert contract.python_path.name == f"{snake(contract.id)}.py"


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.id)
def test_functions_stand_in_the_same_order(contract) -> None:
    """The variants' functions, in both examples in the order of the contract."""
    names = list(dict.fromkeys(one.function or one.name for one in contract.variants))
    python = contract.python_path.read_text(encoding="utf-8")
    csharp = contract.dotnet_path.read_text(encoding="utf-8")
    defined = re.findall(r"^(?:async )?def (\w+)", python, re.MULTILINE)
    declared = [
        name.removesuffix("Async")
        for name in re.findall(r"^    public static .*?\b(\w+)(?:<[^()]*>)?\(", csharp, re.M)
    ]
    for found, spelled in ((defined, snake), (declared, pascal)):
        own = [spelled(name) for name in names]
        assert [name for name in found if name in own] == [name for name in own if name in found]


def test_a_list_imports_nothing_heavy() -> None:
    """It is the first thing that a newcomer tries."""
    code = (
        "import sys; sys.argv = ['list']; from compare.cli import main; main('list', {}); "
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"


def _code(line: str) -> str:
    """A line of C# without the comment at its end."""
    bare = re.sub(r'"(?:\\.|[^"\\])*"', lambda text: "_" * len(text[0]), line)
    return line[: bare.index("//")].rstrip() if "//" in bare else line


def test_csharp_lines_are_no_longer_than_pythons() -> None:
    """Code to 110 characters, as ruff formats Python; examples, and lines with a comment, to 120."""
    wrong = [
        f"{path.relative_to(ROOT)}:{number} has {len(line)} characters"
        for folder in ("Examples", "Scenes", "Kit", "Worker", "Weaver")
        for path in sorted((ROOT / "dotnet" / folder).rglob("*.cs"))
        if not {"bin", "obj"} & set(path.parts)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > SENTENCE or (folder != "Examples" and len(_code(line)) > CODE)
    ]
    assert not wrong, "\n".join(wrong)


def test_files_fit_in_a_head() -> None:
    """300 lines at most, in both languages; the few that are longer have a number of their own."""
    files = [ROOT / "tasks.py", ROOT / "bootstrap.py"]
    files += [path for folder in ("compare", "tests", "python") for path in (ROOT / folder).rglob("*.py")]
    files += [path for path in (ROOT / "dotnet").rglob("*.cs") if not {"bin", "obj"} & set(path.parts)]
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in files
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGER.get(name, LONGEST)} == {}
    assert [name for name in LONGER if lengths.get(name, 0) <= LONGEST] == [], "they need no number any more"
