"""Examples are plain programs: they name nothing of ours, fit on a page, and run with nothing of ours set up."""

from __future__ import annotations

import ast
import importlib.util
import io
import os
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from compare.catalogue.contract import SHARED_MEMORY, Contract
from compare.run.programs import Programs
from compare.setup.build import ensure_built
from compare.setup.home import ROOT
from tests.pairs import CONTRACTS, HOME

LONGEST_PYTHON, LONGEST_CSHARP = 90, 110
# Half of the examples are no longer than this.
MEDIAN_PYTHON, MEDIAN_CSHARP = 45, 65
# The share of prose among the lines that are not blank, at the median.
PROSE = (0.20, 0.35)
# A server and its client in one file: with a protocol that .NET has not got, or as a cluster of processes.
LONGER = {"remote-queue": 128, "remote-call": 114, "worker-lost": 134}
LIMIT_S, BUILD_LIMIT_S = 60, 240
OURS = re.compile(r"\b(?:ITrace|SilentTrace|Parallax(?!\.Examples;)|PARALLAX_\w+)\b")
GIVES_TASK = re.compile(
    r"^ {4}(?:public |private )?static (?:async )?(?:Task|ValueTask|IAsyncEnumerable)(?:<.*?>)? (\w+)(?:<\w+>)?\(",
    re.M,
)
NOT_AWAITED = {
    ("exception-at-await", "CheckedFirst"),
    ("task-states", "Queued"),
    ("task-states", "Coroutine"),
}
BLOCKS = re.compile(r"Thread\.Sleep\(|\.Wait(?:One|All|ForExit)?\(|GetResult\(\)|\)\.Result\b|\.Cancel\(\)")
LOCAL = re.compile(r"=>$|^ +(?:static )?[\w<>\[\]?]+ \w+\(.*\)$")  # a lambda or a local function with a body
CHAPTERS = sorted({contract.chapter for contract in CONTRACTS})
ids = {"ids": lambda one: one.id}


def _needs(contract: Contract) -> set[str]:
    """The packages of its Python text."""
    return {name for variant in contract.variants for name in variant.needs} - {SHARED_MEMORY}


def _statements_sharing_a_line(tree: ast.AST) -> list[int]:
    lines: list[int] = []
    for node in ast.walk(tree):
        for body in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            if isinstance(body, list):
                lines += [one.lineno for one in body if isinstance(one, ast.stmt)]
    return sorted({line for line in lines if lines.count(line) > 1})


@pytest.mark.parametrize("contract", CONTRACTS, **ids)
def test_python_example_is_a_plain_program(contract: Contract) -> None:
    """It imports the standard library and what its variants need, and no more; it fits on a page."""
    text = contract.python_path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    dotnet = {"clr", "pythonnet", "System"} if "pythonnet" in _needs(contract) | imported else set()
    assert imported - set(sys.stdlib_module_names) - _needs(contract) - dotnet == set()
    assert len(text.splitlines()) <= LONGEST_PYTHON
    assert _statements_sharing_a_line(tree) == []


@pytest.mark.parametrize("contract", CONTRACTS, **ids)
def test_csharp_example_is_a_plain_program(contract: Contract) -> None:
    """It names nothing of ours but its namespace, has a Main, and fits on a page."""
    text = contract.dotnet_path.read_text(encoding="utf-8")
    assert OURS.findall(text) == []
    assert re.search(r"public static (?:async )?(?:Task|Task<int>|void|int) Main\(", text)
    assert len(text.splitlines()) <= LONGER.get(contract.id, LONGEST_CSHARP)
    code = [re.sub(r'"(?:\\.|[^"\\])*"', '""', line).partition("//")[0] for line in text.splitlines()]
    assert [line for line in code if line.count(";") > 1 and not re.search(r"for \(|{ get;", line)] == []


def _prose_of_python(text: str) -> float:
    """The share of lines that docstrings and comments stand on, among those that are not blank."""
    prose: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and (
            ast.get_docstring(node) is not None
        ):
            prose.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            prose.add(token.start[0])
    full = [number for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    return len(prose & set(full)) / len(full)


def _prose_of_csharp(text: str) -> float:
    """The same of XML docs and comments."""
    full = [re.sub(r'"(?:\\.|[^"\\])*"', '""', line) for line in text.splitlines() if line.strip()]
    return sum("//" in line for line in full) / len(full)


@pytest.mark.skipif(HOME != ROOT, reason="another root's examples have their own length")
def test_half_of_the_examples_are_short_and_a_quarter_prose() -> None:
    """At the median: what is long is the exception, and a text is neither bare nor an essay.

    Those that start a cluster are not counted: each of them is longer by what starts it.
    """
    counted = [contract for contract in CONTRACTS if not contract.opt_in]
    python = [contract.python_path.read_text(encoding="utf-8") for contract in counted]
    csharp = [contract.dotnet_path.read_text(encoding="utf-8") for contract in counted]
    assert median(len(text.splitlines()) for text in python) <= MEDIAN_PYTHON
    assert median(len(text.splitlines()) for text in csharp) <= MEDIAN_CSHARP
    least, most = PROSE
    assert least <= median(map(_prose_of_python, python)) <= most
    assert least <= median(map(_prose_of_csharp, csharp)) <= most


def _blocking(text: str) -> Iterator[str]:
    """Lines of async methods that block the thread; not those of a function without `async` within one."""
    lines = text.splitlines()
    method, skipped = False, ""
    for line, following in pairwise([*lines, ""]):
        indent = line[: len(line) - len(line.lstrip())]
        if skipped:
            skipped = "" if line.rstrip(");,") == skipped else skipped
        elif re.match(r" {4}\S.*\(", line):
            method = " async " in line
        elif method and "async" not in line and following == indent + "{" and LOCAL.search(line):
            skipped = indent + "}"
        elif method and BLOCKS.search(line if "async" in line else line.partition("=>")[0]):
            yield line.strip()


@pytest.mark.parametrize("contract", CONTRACTS, **ids)
def test_nothing_blocks_in_an_async_method(contract: Contract) -> None:
    """C# awaits what can be awaited; ruff's rules ASYNC say the same of Python."""
    assert list(_blocking(contract.dotnet_path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("contract", CONTRACTS, **ids)
def test_every_task_is_given_its_scheduler(contract: Contract) -> None:
    """StartNew and ContinueWith take the caller's scheduler where they are told none."""
    text = contract.dotnet_path.read_text(encoding="utf-8")
    calls = re.findall(r"(?:Task\.Factory\.StartNew|\.ContinueWith)\(.*?(?=;|^ +\}|^ +if)", text, re.S | re.M)
    assert [call for call in calls if not re.search(r"TaskScheduler\.|, pool\)", call)] == []


def test_what_is_awaited_ends_in_async() -> None:
    """Methods that give a task or an async stream; not those whose subject is when the task begins."""
    named = {
        (contract.id, name)
        for contract in CONTRACTS
        for name in GIVES_TASK.findall(contract.dotnet_path.read_text(encoding="utf-8"))
    }
    assert {one for one in named if not one[1].endswith("Async") and one[1] != "Main"} == NOT_AWAITED


def _run(
    command: list[str], environment: dict[str, str], limit_s: int = LIMIT_S
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=limit_s,
        env=environment,
        check=False,
    )


def _ran_well(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback (most recent call last)" not in done.stderr
    assert done.stdout.strip(), "it prints nothing"


@pytest.mark.parametrize("contract", CONTRACTS, **ids)
def test_python_example_runs_alone(contract: Contract) -> None:
    """In a bare interpreter: nothing of ours is on its path."""
    missing = [name for name in sorted(_needs(contract)) if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"it needs {', '.join(missing)}, which this Python lacks")
    _ran_well(_run([sys.executable, "-I", "-X", "utf8", str(contract.python_path)], dict(os.environ)))


def _example(contract: Contract) -> str:
    """The assembly of a pair's C# example; skips the test where its packages cannot be had."""
    if reason := Programs().unbuilt([contract], ["dotnet"]):
        pytest.skip(reason[contract.id])
    return Programs().where(contract, "dotnet").example


@pytest.mark.parametrize("contract", CONTRACTS, **ids)
def test_csharp_main_runs_alone(contract: Contract) -> None:
    """Each Main in a process of its own, its children too."""
    if HOME != ROOT:
        pytest.skip("another root's examples are built apart")
    built, example = ensure_built(), _example(contract)
    host = built.worker_dll.with_suffix(".exe" if os.name == "nt" else "")
    main = {"PARALLAX_MAIN_ASSEMBLY": example, "PARALLAX_MAIN_TYPE": contract.dotnet_type}
    root = {"DOTNET_ROOT": str(Path(os.path.realpath(built.dotnet)).parent)}
    _ran_well(_run([str(host)], os.environ | root | main))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_csharp_file_of_each_chapter_runs_as_a_file(chapter: str) -> None:
    """`dotnet run FILE.cs`: the first of each chapter, with the SDK and nothing else; it changes no file beside it."""
    contract = next(one for one in CONTRACTS if one.chapter == chapter)
    built, _ = ensure_built(), _example(contract)
    beside = [path for path in contract.dotnet_path.parent.iterdir() if path.is_file()]
    before = {path: path.read_bytes() for path in beside}
    _ran_well(_run([str(built.dotnet), "run", str(contract.dotnet_path)], dict(os.environ), BUILD_LIMIT_S))
    assert {path: path.read_bytes() for path in beside} == before
