"""An example run alone: its result for a person, and one sentence for wrong usage."""

from __future__ import annotations

import multiprocessing
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.worker.client import LIMIT_S, ROOT

CONTRACT = """
schema = 1
id = "three-ways"
title = "A pool, three ways"
parameters.n = { type = "integer", default = 3, min = 1, max = 9 }
parameters.word = { type = "string", default = "a", choices = ["a", "b"] }
variants = [
    { name = "spawn" }, { name = "fork" }, { name = "forkserver", headline = true },
    { name = "lacking", needs = ["nowhere_to_be_found"] }, { name = "awaits" }, { name = "raises" },
]
cases = [{ id = "default" }, { id = "five", set = { n = 5 } }]
"""

EXAMPLE = """
import asyncio
import multiprocessing


def prepare(parameters):
    return parameters


def square(trace, number):
    with trace.span("square", item=number):
        return number * number


def run(state, trace):
    if state.variant == "raises":
        raise ValueError("its own fault")
    if state.variant == "awaits":
        return waits(state, trace)
    with multiprocessing.get_context(state.variant).Pool(2) as pool:
        squares = pool.starmap(square, [(trace, number) for number in range(state.n)])
    return {"squares": squares, "word": state.word}


async def waits(state, trace):
    await asyncio.gather(trace.rendezvous_async("two", 2), trace.rendezvous_async("two", 2))
    return {"squares": [], "word": "ä"}


def cleanup(state):
    print("cleaned up")


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
"""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A folder of the repository's shape, with one example."""
    path = tmp_path / "python" / "pools" / "three_ways.py"
    contract = tmp_path / "compare" / "contracts" / "pools" / "three-ways.toml"
    for file, text in ((path, EXAMPLE), (contract, CONTRACT)):
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    launcher = f"from runpy import run_path\nmain = run_path({str(ROOT / 'python' / 'alone.py')!r})['main']\n"
    (tmp_path / "python" / "alone.py").write_text(launcher, encoding="utf-8")
    return path


def _run(example: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", str(example), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=LIMIT_S * 2, check=False)


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_children_find_the_examples_functions(example: Path, method: str) -> None:
    """A pool works in the example's own process, whatever the start method."""
    ran = _run(example, "--variant", method)
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[:2] == [f"A pool, three ways: {method}", '  n = 3, word = "a"']
    assert "squares  [0, 1, 4]" in lines and "cleaned up" in lines
    assert ran.stdout.count("square 2 begins") == ran.stdout.count("square 2 ends") == 1


def test_a_case_and_settings_change_parameters(example: Path) -> None:
    """The command line wins over the case, and the case over the defaults."""
    ran = _run(example, "--case", "five", "--set", "word='b'")
    assert "squares  [0, 1, 4, 9, 16]" in ran.stdout and 'word     "b"' in ran.stdout
    assert "squares  [0]" in _run(example, "--case", "five", "--set", "n=1").stdout


def test_a_coroutine_is_run(example: Path) -> None:
    """A coroutine's gates work alone as well."""
    ran = _run(example, "--variant", "awaits")
    assert (ran.returncode, ran.stderr) == (0, "") and 'word     "ä"' in ran.stdout


def test_an_examples_own_error_is_shown(example: Path) -> None:
    """The traceback is Python's own, after the clean-up."""
    ran = _run(example, "--variant", "raises")
    assert ran.returncode == 1 and "ValueError: its own fault" in ran.stderr and "cleaned up" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--variant", "spwan"], "There is no variant spwan: did you mean spawn?"),
        (["--case", "six"], "There is no case six: there is: default, five."),
        (["--set", "m=1"], "There is no parameter m: there is: n, word."),
        (["--set", "n=10"], "--set n: 10 is outside its limits, 1 to 9."),
        (["--set", "n=true"], "--set n: True is not of type integer."),
        (["--set", "word='c'"], "--set word: 'c' is none of a, b."),
        (["--set", "n"], "--set n is not NAME=VALUE with a TOML value, such as n=5 or name='text'."),
        (["--fast"], "Unrecognized arguments: --fast; --help lists the options."),
    ],
    ids=lambda one: str(one[0]) if isinstance(one, list) else "",
)
def test_wrong_usage_is_one_sentence(example: Path, arguments: list[str], says: str) -> None:
    """What is wrong, and the nearest right name; exit 2."""
    ran = _run(example, *arguments)
    assert (ran.returncode, ran.stderr.strip(), ran.stdout) == (2, says, "")


def test_a_lacking_package_is_named(example: Path) -> None:
    """A variant that cannot run here says why; exit 4."""
    ran = _run(example, "--variant", "lacking")
    assert ran.returncode == 4 and "nowhere_to_be_found" in ran.stderr


def test_a_lacking_contract_is_named(example: Path) -> None:
    """Without its contract an example says which file it looked for."""
    shutil.rmtree(example.parents[2] / "compare")
    ran = _run(example)
    assert ran.returncode == 2 and "three-ways.toml" in ran.stderr and "Traceback" not in ran.stderr
