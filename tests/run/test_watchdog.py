"""A harness that is stuck ends itself, and says where it stood (FAULTS.md 33)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from compare.catalogue.scaffold import make_pair
from compare.record.journal import JOURNAL
from compare.run import watchdog
from compare.setup.home import ROOT
from tests.faked import options

# A lane whose answer never comes, and that knows no limit: from then on no more patience is needed.
STUCK = """
import json, sys, threading
from compare.cli import main
from compare.run import watchdog
from tests import faked

def stuck(parameters, request):
    watchdog.PATIENCE_S = -1e9
    threading.Event().wait()

faked.fake(stuck)
sys.exit(main("compare", json.loads(sys.argv[1])))
"""


def test_33_harness_that_is_stuck_ends_itself(tmp_path: Path) -> None:
    """With 5 and every thread's stack; without the watchdog it would never end."""
    command = [sys.executable, "-c", STUCK, json.dumps(options(tmp_path))]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert ran.returncode == 5, ran.stderr
    assert " in stuck\n" in ran.stderr and "Parallax itself is stuck" in ran.stderr
    assert "invoke report" not in ran.stderr  # it was the first pair


# The same beside a base, of which nothing was run yet that is timed.
STUCK_BESIDE = """
import json, sys, threading
from compare.beside.against import Timer
from compare.cli import main
from compare.run import watchdog

def stuck(timer, work):
    watchdog.PATIENCE_S = -1e9
    threading.Event().wait()

Timer.look = stuck
sys.exit(main("compare", json.loads(sys.argv[1])))
"""


def test_33_timing_beside_a_base_is_watched_as_well(tmp_path: Path) -> None:
    """The pairs were all run by then, so its folder has their journal."""
    head, base = tmp_path / "head", tmp_path / "base"
    make_pair("tasks/my-pair", head)
    shutil.copytree(head, base)
    with open(head / "python" / "tasks" / "my_pair.py", "a", encoding="utf-8") as text:
        text.write("\n\ndef more() -> int:\n    return 1\n")
    raw = {"root": [str(head)], "only_root": True, "against": str(base), "lanes": "python"}
    command = [sys.executable, "-c", STUCK_BESIDE, json.dumps(raw | {"out": str(tmp_path / "out")})]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert ran.returncode == 5, ran.stderr
    assert " in stuck\n" in ran.stderr and "Parallax itself is stuck" in ran.stderr
    assert "invoke report" in ran.stderr


def test_33_what_was_run_until_then_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """Its journal stays."""
    (tmp_path / JOURNAL).touch()
    codes: list[int] = []
    monkeypatch.setattr(watchdog, "hang_up", lambda: None)
    monkeypatch.setattr(watchdog.os, "_exit", codes.append)
    watchdog._end(2000, tmp_path)
    assert codes == [5]
    assert f"invoke report {tmp_path}" in capsys.readouterr().err


class _Ticks(threading.Event):
    """The block is over after so many ticks, however long they take."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    def wait(self, timeout: float | None = None) -> bool:
        """The next tick."""
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize(("moves", "ended"), [(True, []), (False, [1801.0])], ids=["moves", "is stuck"])
def test_33_only_what_has_not_moved_for_long_is_stuck(
    moves: bool, ended: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an hour is counted in ticks at which nothing had moved."""
    told: list[float] = []
    over = _Ticks(1801)

    def ends(still_s: float, _folder: Path) -> None:
        told.append(still_s)

    monkeypatch.setattr(watchdog, "_end", ends)
    watchdog._watch(lambda: over.left // 1000 if moves else 7, 0, Path(), over)
    assert told == ended
