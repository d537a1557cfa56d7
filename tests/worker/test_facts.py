"""What a hello says of an interpreter."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

from compare.setup.home import ROOT
from compare.worker.facts import facts, has_shared_memory


def _default(interpreter: str) -> str:
    code = "import multiprocessing; print(multiprocessing.get_start_method())"
    return subprocess.run(
        [interpreter, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def _said(interpreter: str) -> str:
    code = f"import sys; sys.path.append({str(ROOT)!r})\n"
    code += "from compare.worker.facts import start_method\nprint(start_method())"
    return subprocess.run(
        [interpreter, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def _others() -> list[str]:
    folder = os.path.expanduser("~/.pyenv/versions")
    found = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return [
        path for one in found if os.access(path := f"{folder}/{one}/bin/python", os.X_OK) and "3.1" in one
    ]


@pytest.mark.parametrize("interpreter", [sys.executable, *_others()])
def test_54_start_method_is_the_one_that_multiprocessing_takes(interpreter: str) -> None:
    """Of each interpreter that is here; red where a version changes it and we do not follow."""
    assert _said(interpreter) == _default(interpreter)


def test_54_start_method_stands_in_the_record() -> None:
    """With the other facts of a lane, which report.md shows."""
    assert facts()["start_method"] in multiprocessing.get_all_start_methods()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="shared memory is a folder on Linux")
def test_98_shared_memory_is_there_where_its_folder_takes_a_file(tmp_path: Path) -> None:
    """Nothing is left in it; a folder that is none stands for one that cannot be written, which would not stop root."""
    assert has_shared_memory(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert not has_shared_memory(str(tmp_path / "none"))
    (tmp_path / "file").touch()
    assert not has_shared_memory(str(tmp_path / "file"))
