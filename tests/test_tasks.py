"""The menu as a person uses it: wrong usage is one sentence and 2."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from compare.options import ROOT

WRONG = [
    (["compare", "--only", "when-al"], "Did you mean when-all?"),
    (["compare", "--rounds", "0"], "from 1 to 1000"),
    (["compare", "--rounds", "abc"], "not 'abc'"),
    (["compare", "--lanes", "pyton"], "Did you mean python?"),
    (["compare", "--case", "larg"], "Did you mean large?"),
    (["compare", "--fail-on", "x"], "never"),
    (["compare", "--timeout", "x"], "seconds"),
    (["compare", "--set", "parallel-sum.m=5"], "has no parameter 'm'"),
    (["compare", "--set", "parallel-sum.n=999999999999"], "at most"),
    (["compare", "--root", "/nowhere"], "compare/contracts"),
    (["compare", "--nonsense"], "Unknown option --nonsense"),
    (["nonsense"], "Unknown task"),
    (["show", "whenall"], "Did you mean when-all?"),
    (["show"], "needs PAIR"),
    (["run", "when-all", "--lane", "dotnt"], "Did you mean dotnet?"),
    (["run", "when-all", "--variant", "gathe"], "Did you mean gather?"),
    (["report", "/nowhere/record.json"], "Cannot read"),
    (["compare", "--shard", "3/2"], "I/N"),
    (["compare", "--against", "no-such-revision"], "no such revision"),
    (["compare", "--baseline", "/nowhere/b.json"], "invoke baseline"),
    (["compare", "--strict", "--no-strict"], "exclude each other"),
    (["diff", "/nowhere", "/nowhere"], "Cannot read"),
    (["merge", "/nowhere"], "name a folder"),
]


def _invoke(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "invoke", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"COLUMNS": "100"}, check=False
    )


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="tasks.py hands over to .venv's python")
@pytest.mark.parametrize(
    ("arguments", "told"), WRONG, ids=lambda one: " ".join(one) if isinstance(one, list) else ""
)
def test_wrong_usage_is_one_sentence_and_two(arguments: list[str], told: str) -> None:
    """No traceback, nothing on standard output, the nearest right name."""
    ran = _invoke(*arguments)
    assert ran.returncode == 2, ran.stderr
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


def test_list_names_every_chapter() -> None:
    """The list starts nothing and imports nothing heavy."""
    ran = _invoke("list")
    assert ran.returncode == 0
    assert "when-all" in ran.stdout


def test_menu_imports_nothing_heavy() -> None:
    """tasks.py itself imports invoke and nothing of ours."""
    code = "import sys, tasks; print({'compare', 'rich', 'jsonschema'} & {name.split('.')[0] for name in sys.modules})"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.stdout.strip() == "set()"
