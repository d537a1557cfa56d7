"""Lanes of interpreters that the user names: found, refused with the reason, never timed while they compile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from compare.errors import UsageError
from compare.lanes import interpreter as subject
from compare.lanes.find import parse_lanes
from compare.lanes.interpreter import PREFIX, compiled_library, unfit

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the programs are shell scripts")


def script(folder: Path, text: str) -> str:
    """A program with a name of its own, so that no other's answer is remembered for it."""
    path = folder / "python3.99"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_home_and_names_on_the_path_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the shell would find them (96)."""
    there = script(tmp_path, "exit 1")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    for named in ("~/python3.99", "python3.99", there):
        [lane] = parse_lanes(f"mine={named}")
        assert lane.interpreter == there
    for named in ("python3.98", str(tmp_path), "~/no"):
        with pytest.raises(UsageError, match="no interpreter at"):
            parse_lanes(f"mine={named}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("echo 'pyenv: python3.99: command not found' >&2; echo; echo 'The command exists in' >&2; exit 127",
         "is no Python; it says: pyenv: python3.99: command not found"),
        ("exit 0", "is no Python"),
        ("echo 3.9.18; echo /lib; echo True", "is Python 3.9.18; 3.11 or newer is needed"),
        ("echo 3.10.1; echo /lib; echo True", "is Python 3.10.1; 3.11 or newer is needed"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_told_with_the_reason(text: str, told: str, tmp_path: Path) -> None:
    """The line that tells, not the last one (95)."""
    program = script(tmp_path, text)
    assert unfit(program) == f"{program} {told}"


def test_this_interpreter_will_do() -> None:
    """And its library is where it is, compiled or not."""
    assert unfit(sys.executable) == ""
    _, library, compiled = subject._answer(sys.executable)
    assert Path(library, "json").is_dir() and compiled in ("True", "False")


def test_library_that_is_not_compiled_is_compiled_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Into a folder of ours: the interpreter then reads each module from there (94)."""
    library = tmp_path / "lib"
    library.mkdir()
    (library / "slow.py").write_text("import sys\n")
    monkeypatch.setattr(subject, "ROOT", tmp_path)
    monkeypatch.setattr(subject, "_answer", lambda _: ["3.11.2", str(library), "False"])
    for _ in range(2):
        variables = compiled_library(sys.executable)
    assert capsys.readouterr().err.count("Compiling the library") == 1
    asks = "import slow, os; print(os.path.exists(slow.__cached__), slow.__cached__)"
    ran = subprocess.run(
        [sys.executable, "-B", "-c", asks],
        env=os.environ | variables | {"PYTHONPATH": str(library)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith(f"True {variables[PREFIX]}")


def test_compiled_library_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is left as it is."""
    monkeypatch.setattr(subject, "_answer", lambda _: ["3.11.2", "/lib", "True"])
    assert compiled_library(sys.executable) == {}
