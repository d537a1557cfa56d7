"""The menu as a person uses it: wrong usage is one sentence and 2."""

from __future__ import annotations

import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from compare.setup.home import ROOT

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
    (["--search-root", str(ROOT), "nonsense"], "Unknown task"),
    (["-r", str(ROOT), "-c", "tasks", "--no-dedupe", "lst"], "Did you mean list?"),
    (["comare", "--help"], "Did you mean compare?"),
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
    (["exercise", "when-all", "--language", "pyton", "--into", "x"], "Did you mean python?"),
    (["exercise", "when-all", "--language", "python"], "--into DIR"),
    (["exercise", "when-all", "--language", "python", "--into", "x", "--level", "3"], "from 1 to 2"),
    (["lecture", "when-all", "--case", "one-fail"], "Did you mean one-fails?"),
    (["trace", "when-all"], "--out FILE"),
    (["trace", "when-all", "--out", "/nowhere/trace.json"], "There is no folder /nowhere"),
    (["check", "/nowhere"], "holds no exercise"),
    (["merge", "/nowhere"], "name a folder"),
    (["history"], "Name the records"),
    (["history", "/nowhere", "/nowhere"], "Cannot read"),
    (["precommit"], "Name the files"),
    (["compare", "--against", ""], "--against is empty"),
    (["compare", "--baseline", ""], "--baseline is empty"),
    (["compare", "--shard", ""], "--shard is empty"),
    (["compare", "--only", ""], "--only is empty"),
    (["compare", "--max-time", ""], "--max-time is empty"),
    (["merge", "reports", "--out", ""], "--out is empty"),
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


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="tasks.py hands over to .venv's python")
@pytest.mark.parametrize(
    "asked", [("compare", "--help"), ("--help", "compare"), ("compare", "-h")], ids=" ".join
)
def test_help_says_what_each_option_means(asked: tuple[str, ...]) -> None:
    """Before the task's name or behind it."""
    ran = _invoke(*asked)
    options = [line for line in ran.stdout.splitlines() if line.startswith("  --")]
    assert ran.returncode == 0
    assert len(options) > 20 and all(len(line.split(maxsplit=1)) == 2 for line in options)


def test_every_option_of_the_menu_has_its_meaning() -> None:
    """Of every task."""
    import tasks

    silent = [
        f"{name} --{argument.name}"
        for name in tasks.namespace.task_names
        for argument in deepcopy(tasks.namespace[name]).get_arguments()
        if not argument.help
    ]
    assert silent == []


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


TELLS_AND_FAILS = """
import sys, types
from compare import cli
def do_tells(_):
    for stream in (sys.stdout, sys.stderr):
        print("x" * 100_000, file=stream, flush=True)
    return 3
sys.modules["tells"] = types.SimpleNamespace(do_tells=do_tells)
cli.COMMANDS["tells"] = "tells"
sys.exit(cli.main("tells", {}))
"""


@pytest.mark.skipif(os.name == "nt", reason="shells of POSIX close and redirect so")
@pytest.mark.parametrize(
    "redirected",
    [
        "| head -c 1",
        "2>&1 | head -c 1",
        ">/dev/full",
        ">/dev/full 2>&1",
        ">&-",
        ">&- 2>&-",
    ],
)
def test_the_exit_code_stays_the_verdicts_when_nobody_can_read(redirected: str, tmp_path: Path) -> None:
    """No traceback makes another code of it, whichever output is gone."""
    if "/dev/full" in redirected and not os.path.exists("/dev/full"):
        pytest.skip("it needs /dev/full")
    script, code = tmp_path / "tells.py", tmp_path / "code"
    script.write_text(TELLS_AND_FAILS)
    command, _, reader = redirected.partition("|")
    line = f'{{ "{sys.executable}" {script} {command}; echo $? > {code}; }} {f"| {reader}" if reader else ""}'
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(["sh", "-c", line], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert code.read_text() == "3\n"
    assert set(ran.stderr) <= set(b"x\n")  # what it told, and nothing of ours
