"""What is around a run and must not change it: languages, terminals, folders, disks, users, networks, clocks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from compare.errors import Exit
from compare.plan.options import parse
from compare.record import growing
from compare.setup.home import ROOT
from tests.faked import compared, lasting, options

USUAL = {"LANG": "C.UTF-8", "LC_ALL": None, "COLUMNS": "100", "TERM": "xterm", "PYTHONIOENCODING": None}
ODD = [
    {"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "LC_NUMERIC": "de_DE.UTF-8"},
    {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "PYTHONIOENCODING": "ascii"},
    {"LANG": "ar_SA.UTF-8", "LC_ALL": "ar_SA.UTF-8", "TZ": "Asia/Riyadh"},
    {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LANG": "POSIX", "LC_ALL": "POSIX", "PYTHONIOENCODING": "latin-1"},
    {"LANG": None, "PYTHONIOENCODING": "cp1252", "NO_COLOR": "1"},
]
# In a network of its own, which begins with nothing: switch its loopback on, and become what is given.
LOOPBACK = """
import fcntl, os, socket, struct, sys
SET_FLAGS, UP = 0x8914, 1
fcntl.ioctl(socket.socket(), SET_FLAGS, struct.pack("16sh14x", b"lo", UP))
os.execv(sys.argv[1], sys.argv[1:])
"""
FOLDERS = ["a b", "q'uo\"te", "a&b;c", "é…ü", "x" * 200, "-starts", "$(echo no)", "#1 %41"]


@cache
def allowed(*command: str) -> str:
    """Why this system does not let a program be started so, or nothing."""
    if not shutil.which(command[0]):
        return f"there is no {command[0]}"
    ran = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    return ran.stderr.strip() if ran.returncode else ""


def needs(*command: str) -> None:
    """Skip where a program cannot be started so."""
    if reason := allowed(*command):
        pytest.skip(f"{' '.join(command)}: {reason}")


@pytest.mark.parametrize("around", ODD, ids=lambda one: str(one["LANG"]))
def test_39_record_is_the_same_in_every_language(around: dict[str, str | None], tmp_path: Path) -> None:
    """Whatever the language, the code page and the folder; red where one of them reaches a number or an order."""
    given = options(tmp_path / "pairs")
    usual = compared(given | {"out": str(tmp_path / "one")}, **USUAL)
    odd = compared(given | {"out": str(tmp_path / "two")}, cwd=tmp_path, **(USUAL | around))
    assert (usual.returncode, odd.returncode) == (0, 0), odd.stderr
    assert lasting(tmp_path / "one") == lasting(tmp_path / "two")
    assert b"Traceback" not in odd.stderr + odd.stdout


@pytest.mark.parametrize(
    "around", [{"TERM": "dumb"}, {"NO_COLOR": "1"}, {"COLUMNS": "20"}, {"TERM": None}], ids=str
)
def test_40_what_is_no_terminal_gets_no_escapes(around: dict[str, str | None], tmp_path: Path) -> None:
    """Nor does 20 columns' width end the run."""
    ran = compared(options(tmp_path), **(USUAL | around))
    assert ran.returncode == 0, ran.stderr
    assert b"\x1b" not in ran.stdout + ran.stderr
    assert b"my-pair" in ran.stdout


@pytest.mark.parametrize("name", FOLDERS, ids=lambda one: one[:12])
def test_41_folders_may_have_odd_names(name: str, tmp_path: Path) -> None:
    """That of the pairs and that of the reports."""
    ran = compared(options(tmp_path / name))
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / name / "out" / "latest" / "report.md").is_file()


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_41_checkout_may_be_reached_through_a_link(tmp_path: Path) -> None:
    """And be the working directory so."""
    (tmp_path / "link").symlink_to(ROOT, target_is_directory=True)
    given = options(tmp_path / "pairs")
    ran = compared(given, cwd=tmp_path / "link", PYTHONPATH=str(tmp_path / "link"))
    assert ran.returncode == 0, ran.stderr


FULL = """
mount -t tmpfs -o size=256k tmpfs "$0" && mkdir "$0/old" && echo before > "$0/old/report.md" && ln -s old "$0/latest" &&
dd if=/dev/zero of="$0/filling" bs=4k count=$1 2>/dev/null; shift; "$@"; code=$?; cat "$0/latest/report.md"; exit $code
"""


@pytest.mark.parametrize("pages", [62, 58], ids=["nearly none is left", "a little is"])
def test_28_disk_that_is_full_leaves_the_summary_and_the_old_report(pages: int, tmp_path: Path) -> None:
    """Exit 5, and one sentence on it; red where a report is written in place or the run ends with the save."""
    needs("unshare", "-m")
    out = tmp_path / "out"
    out.mkdir()
    given = options(tmp_path / "pairs", out=str(out))
    ran = compared(given, ["unshare", "-m", "sh", "-c", FULL, str(out), str(pages)])
    told = ran.stdout.decode()
    assert ran.returncode == 5, told + ran.stderr.decode()
    assert "1 pair agrees." in told and "FAILED (exit 5): Cannot write" in told
    assert told.endswith("before\n")
    assert b"Traceback" not in ran.stderr


SEALED = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


@pytest.mark.parametrize("elsewhere", [True, False], ids=["--out elsewhere", "its own reports"])
def test_42_checkout_that_cannot_be_written(elsewhere: bool, tmp_path: Path) -> None:
    """It runs where the reports go elsewhere; else one sentence says so before anything is run."""
    needs("unshare", "-m")
    given = options(tmp_path)
    if not elsewhere:
        del given["out"]
    ran = compared(given, ["unshare", "-m", "sh", "-c", SEALED, str(ROOT)], PYTHONDONTWRITEBYTECODE="1")
    told = ran.stderr.decode()
    assert ran.returncode == (Exit.OK if elsewhere else Exit.USAGE), told
    assert elsewhere or told.endswith(
        "reports cannot be written: Read-only file system. Name another folder.\n"
    )


@pytest.mark.parametrize(
    "home", [None, "/nowhere", "/proc"], ids=["no HOME", "not there", "not to be written"]
)
def test_43_home_may_be_missing(home: str | None, tmp_path: Path) -> None:
    """Nothing of ours is kept there."""
    ran = compared(options(tmp_path), HOME=home)
    assert ran.returncode == 0, ran.stderr


def test_43_user_may_have_no_name(tmp_path: Path) -> None:
    """One whom the system does not know, as in a container: without a HOME either."""
    nobody = ["unshare", "--user", "--map-user=54321", "--map-group=54321"]
    needs(*nobody)
    ran = compared(options(tmp_path), nobody, HOME=None, USER=None, LOGNAME=None)
    assert ran.returncode == 0, ran.stderr


def test_44_nothing_needs_a_network(tmp_path: Path) -> None:
    """But the loopback, by which a pair's processes say what they do. A pair of real processes."""
    needs("unshare", "-n")
    given = [
        "--only",
        "shared-dict-counter",
        "--lanes",
        "python",
        "--quick",
        "--rounds",
        "1",
        "--out",
        str(tmp_path),
    ]
    command = ["unshare", "-n", sys.executable, "-c", LOOPBACK, sys.executable, str(ROOT / "tasks.py")]
    command += ["compare", *given]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_30_durations_do_not_follow_the_wall_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which steps back an hour each time that it is asked; red where a duration is a difference of its times."""
    import time

    from compare.record.nouns import PairRecord

    asked = iter(range(10**6))
    monkeypatch.setattr(time, "time", lambda: 1.8e9 - 3600 * next(asked))
    monkeypatch.setattr(time, "time_ns", lambda: int(time.time() * 1e9))
    record = growing.GrowingRecord(tmp_path, 1, {}, [])
    record.add(PairRecord("a", "tasks", {}), [], 1)
    assert 0 < record.record.wall_ns < 60e9


def test_30_nothing_of_ours_asks_the_wall_clock_for_a_duration() -> None:
    """The time of day is asked for names and stamps alone: where it steps, no time is wrong."""
    asks = ("time.time(", "time.time_ns(", "DateTime.Now", "DateTime.UtcNow", "datetime.now(")
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("compare", "dotnet/Kit", "dotnet/Worker")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".cs") and "obj" not in path.parts
        if any(one in path.read_text(encoding="utf-8") for one in asks)
    ]
    stamps = ["cluster/serving.py", "commands/exercise.py", "record/growing.py", "record/saving.py"]
    assert sorted(found) == [f"compare/{one}" for one in stamps]


def test_91_number_of_reports_that_stay_is_the_users() -> None:
    """Red where it is ours alone."""
    assert parse({"keep": "3"}).keep == 3
    assert parse({}).keep is None


def test_tests_say_the_same_in_a_ci_and_at_a_terminal() -> None:
    """What we print differs there; red where a test is left to what is set around it."""
    around = {"CI": "true", "GITHUB_ACTIONS": "true", "FORCE_COLOR": "1", "COLUMNS": "20"}
    files = ["tests/report/test_ending.py", "tests/commands/test_saved.py"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--color", "no", *files],
        cwd=ROOT, env=os.environ | around, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-2000:]
