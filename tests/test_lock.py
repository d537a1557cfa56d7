"""The lock excludes others, tells them so once, and dies with its holder."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from compare.lock import locked

ROOT = Path(__file__).resolve().parents[1]
HOLD = "from compare.lock import locked\nfrom pathlib import Path\nimport sys\n" + (
    "with locked(Path(sys.argv[1]), print, 'waiting'):\n    print('held', flush=True)\n    sys.stdin.read()\n"
)


def test_free_lock_is_taken_without_a_word(tmp_path: Path) -> None:
    """Nothing is told where nobody else holds it."""
    told: list[str] = []
    with locked(tmp_path / "new" / "lock", told.append, "waiting"):
        pass
    assert told == []


def test_second_holder_waits_until_the_first_is_done(tmp_path: Path) -> None:
    """The second is told once, and enters only after the first left."""
    order: list[str] = []
    release = threading.Event()

    def wait(text: str) -> None:
        order.append(text)
        release.set()

    def second() -> None:
        with locked(tmp_path / "lock", wait, "waiting"):
            order.append("second")

    thread = threading.Thread(target=second)
    with locked(tmp_path / "lock", order.append, "never told"):
        thread.start()
        release.wait()
        order.append("first is done")
    thread.join()
    assert order == ["waiting", "first is done", "second"]


def test_lock_of_a_killed_holder_is_free_at_once(tmp_path: Path) -> None:
    """No stale lock is left by a process that was killed."""
    told: list[str] = []
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lock")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.kill()
        holder.wait()
        with locked(tmp_path / "lock", told.append, "waiting"):
            pass
    assert told == []


def test_removed_lock_file_does_not_split_the_lock(tmp_path: Path) -> None:
    """Who waited on a file that `clean` removed takes the new one."""
    removed, entered = threading.Event(), threading.Event()

    def second() -> None:
        with locked(tmp_path / "lock", lambda _: removed.set(), "waiting"):
            entered.set()
            assert (tmp_path / "lock").exists()

    thread = threading.Thread(target=second)
    with locked(tmp_path / "lock", print, "waiting"):
        thread.start()
        removed.wait()
        (tmp_path / "lock").unlink()
    thread.join()
    assert entered.is_set()
