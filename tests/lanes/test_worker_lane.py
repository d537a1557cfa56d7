"""One lane and its worker, where the worker does not keep to the protocol: a small program plays it."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from compare.lanes.find import environment, python_command
from compare.lanes.worker import WorkerLane
from compare.run.session import session

# It greets, and answers each request by what the request says.
PLAYED = """
import json, os, signal, socket, sys
config = json.loads(sys.stdin.readline())
if os.path.exists(BROKEN):
    sys.exit("it is broken")
channel = socket.socket(socket.AF_UNIX)
channel.connect(config["connect"].removeprefix("unix:"))
channel.sendall(json.dumps({"hello": {"token": config["token"], "pid": os.getpid()}}).encode() + b"\\n")
for line in channel.makefile("rb"):
    request = json.loads(line)
    good = {"ok": True, "threads": [], "number": request["number"]}
    if os.path.exists(BROKEN + " setting"):
        good["changed"] = ["a setting"]
    does = request.get("does", "answers")
    if does == "prints":
        print("a" * 3000, flush=True)
        print("b", file=sys.stderr, flush=True)
    if does == "dies":
        os._exit(3)
    if does == "is over":  # it answers just when its time is over
        def answer(*_):
            channel.sendall(json.dumps(good).encode() + b"\\n")
            os._exit(0)
        signal.signal(signal.SIGABRT, answer)
    said = {
        "answers": [good],
        "prints": [good],
        "twice": [good, good],
        "unasked": [good, {"ok": True, "number": request["number"] + 1}],
        "unnumbered": [{"ok": True}],
        "late": [good | {"number": request["number"] - 1}],
        "forged": [good | {"number": "1"}],
        "nested": [good | {"more": None}],
    }.get(does, [])
    text = b"".join(json.dumps(one).encode() + b"\\n" for one in said)
    if does == "nested":
        text = text.replace(b"null", b"[" * 20000 + b"]" * 20000)
    if does == "endless":
        text = b'"' + b"x" * 200_000_000
    try:
        channel.sendall(text)
    except OSError:
        os._exit(0)
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the played worker connects to a Unix socket")


@pytest.fixture
def played(tmp_path: Path) -> Iterator[tuple[WorkerLane, Path]]:
    """A lane whose worker is played, and a file that keeps the next one from starting."""
    broken = tmp_path / "broken"
    program = tmp_path / "played.py"
    program.write_text(PLAYED.replace("BROKEN", repr(str(broken))), encoding="utf-8")
    with session() as around:
        command = [sys.executable, "-S", str(program)]
        lane = WorkerLane("python", "python", command, environment(around.token), around)
        lane.open()
        yield lane, broken
        lane.close()


@pytest.mark.parametrize("does", ["twice", "unasked", "unnumbered", "late", "forged", "nested", "endless"])
def test_104_answer_that_is_not_the_one_to_a_request_is_a_bad_result(does: str, played: tuple) -> None:
    """At the latest by the row's next request; the worker is replaced, and the next one answers.

    Red without the numbers, or without the look for what was not asked for.
    """
    lane, _ = played
    states = [lane.ask({"op": "ping", "does": does}, 20).state]
    if states == ["ok"]:  # the second answer may have come just after the first was read
        states.append(lane.ask({"op": "ping"}, 20).state)
    assert states[-1] == "bad-result"
    assert lane.launch == 2
    assert lane.ask({"op": "ping"}, 20).ok


def test_11_answer_that_comes_as_its_time_is_over_is_a_time_out(played: tuple) -> None:
    """It is the answer to nothing: neither this row's nor the next one's; red where the worker is kept."""
    lane, _ = played
    assert lane.ask({"op": "ping", "does": "is over"}, 0.1).state == "timeout"
    assert lane.launch == 2
    assert lane.ask({"op": "ping"}, 20).ok


def test_11_limit_about_as_long_as_the_answer_takes_gives_one_state_each(played: tuple) -> None:
    """Whichever comes first, and the worker is replaced exactly where the limit did."""
    lane, _ = played
    launches, limit_s = 1, 0.0
    for _ in range(24):
        seen = lane.ask({"op": "ping"}, limit_s)
        assert seen.state in ("ok", "timeout")
        # Towards the edge, from both sides: a machine that is slow moves it.
        limit_s = limit_s * 0.8 if seen.ok else limit_s * 1.5 + 0.00002
        launches += not seen.ok
        assert lane.launch == launches
    assert lane.ask({"op": "ping"}, 20).ok


def test_75_worker_that_does_not_start_again_is_an_outcome(played: tuple) -> None:
    """Nothing raises; every request is not-run with the reason until a worker starts."""
    lane, broken = played
    broken.touch()
    assert lane.ask({"op": "ping", "does": "dies"}, 20).state == "exited"
    refused = lane.ask({"op": "ping"}, 20)
    assert (refused.state, refused.detail) == ("not-run", "its worker did not start again: it is broken")
    assert lane.leftovers().ok
    lane.mark()
    assert lane.ask({"op": "ping"}, 20).state == "not-run"
    broken.unlink()
    lane.mark()
    assert lane.ask({"op": "ping"}, 20).ok


def test_75_worker_outlives_the_thread_that_restarted_it(tmp_path: Path) -> None:
    """Linux ends a Python worker with the thread that started it: that thread must not be a caller's."""
    with session() as around:
        command = python_command(sys.executable)
        lane = WorkerLane("python", "python", command, environment(around.token), around)
        lane.open()
        _in_thread(lane.restart)
        assert lane.ask({"op": "ping"}, 20).ok
        assert lane.launch == 2
        lane.close()


def test_101_death_after_the_result_is_told_by_the_look(played: tuple) -> None:
    """A worker that has died by then, or answers nonsense, did so after the trial's result."""
    lane, _ = played
    lane.mark()
    os.kill(lane.facts["pid"], signal.SIGKILL)
    left = lane.leftovers()
    assert (left.state, left.detail) == ("crashed", "after its result: SIGKILL")
    assert lane.launch == 2
    assert lane.ask({"op": "ping"}, 20).ok


@pytest.mark.parametrize("how", ["removed", "replaced by a file", "parent removed"])
def test_70_110_temporary_folder_that_is_gone_is_told_of(how: str, played: tuple) -> None:
    """The row says so, and the next worker has a folder again."""
    lane, _ = played
    lane.mark()
    folder = lane._temp
    shutil.rmtree(folder.parent if how == "parent removed" else folder)
    if how == "replaced by a file":
        folder.write_text("")
    left = lane.leftovers()
    assert (left.state, left.detail.split(" (")[0]) == ("env-changed", "left behind: no temporary folder")
    lane.restart()
    assert lane.ask({"op": "ping"}, 20).ok
    lane.mark()
    assert lane.leftovers().ok


def test_110_name_that_is_no_text_is_shown_and_removed(played: tuple) -> None:
    """With its bytes as \\xNN."""
    lane, _ = played
    lane.mark()
    (lane._temp / "a").touch()
    os.rename(os.fsencode(lane._temp / "a"), os.fsencode(lane._temp) + b"/a\xff")
    assert lane.leftovers().detail == "left behind: temporary file a\\xff"
    assert list(lane._temp.iterdir()) == []


def test_what_an_observed_trial_wrote_is_kept_in_short(played: tuple) -> None:
    """The first of each stream, whole for the look that follows; a timed trial pays nothing for it."""
    lane, _ = played
    lane.mark()
    seen = lane.ask({"op": "ping", "mode": "observed", "does": "prints"}, 20)
    assert seen.size == len('{"ok": true, "threads": [], "number": 1}')
    assert (seen.state, seen.printed) == ("ok", "a" * 2048 + "…" + "b\n")
    assert lane.ask({"op": "ping", "does": "prints"}, 20).printed == ""
    assert lane._output() == ("a" * 3000 + "\n") * 2 + "b\n" * 2


def _in_thread(call: Callable[[], None]) -> None:
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()


@pytest.mark.parametrize("stays", [False, True])
def test_worker_is_replaced_for_a_setting_that_stays_and_not_for_one_that_was_put_back(
    stays: bool, played: tuple
) -> None:
    """A prepared state may change the process while it lives: the next row minds what its end left changed."""
    lane, broken = played
    setting = broken.with_name(f"{broken.name} setting")
    setting.touch()
    lane.mark(prepared=True)
    assert lane.leftovers().ok
    if not stays:
        setting.unlink()
    assert lane.leftovers().ok
    first = lane.launch
    lane.mark()
    assert lane.launch == first + stays
    setting.touch()
    assert lane.leftovers().state == "env-changed"  # whoever changes it next is named all the same
