"""A lane that is a worker process speaking JSON lines."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil

from compare.lanes import launcher, objects, tree
from compare.lanes.answers import BadReply, outcome_of
from compare.lanes.capture import Capture, Floods
from compare.lanes.channel import Channel, ChannelClosed, ChannelTimeout
from compare.lanes.lane import LaneUnavailable, Outcome, after_result
from compare.lanes.limits import with_cure
from compare.lanes.meter import Meter
from compare.lanes.platform import (
    SAY_SPANS,
    SAY_STACKS,
    new_group_options,
    own_shared_memory,
    signal_name,
)
from compare.lanes.standstill import StandsStill, Watched
from compare.record.nouns import LaneFacts

START_TIMEOUT_S = 60.0
STACKS_S = 1.0  # for what hung to say where it stands
LOOK_TIMEOUT_S = 10.0
MOST_PRINTED = 4096  # bytes that a record keeps of an observed trial
MOST_OUTPUT = 16 * 1024 * 1024  # bytes that examples may write between two looks
FLOODED = f"wrote more than {MOST_OUTPUT} bytes"


@dataclass
class Surroundings:
    """What the lanes of one run share: its token, its folder and its processes."""

    token: str
    folder: Path
    known: set[int] = field(default_factory=set)  # our own helpers, no leftovers
    workers: set[int] = field(default_factory=set)  # their launchers
    lifeline: int = -1  # a descriptor to read, which ends with the harness; -1 where there are no launchers
    keeper: int = -1  # a descriptor that launchers hold, so that the watcher sees their end
    echo: Callable[[bytes], None] | None = None
    asked: int = 0  # requests so far: while it grows, the run goes on


class WorkerLane:
    """One worker process at a time, replaced when it died or an example left something."""

    def __init__(
        self, name: str, kind: str, command: Sequence[str], env: Mapping[str, str], around: Surroundings
    ) -> None:
        self.name = name
        self.kind = kind
        self.launch = 0
        self.start_ns: list[int] = []
        self.facts: dict[str, Any] = {}
        self._command = list(command)
        self._env = dict(env)
        self._around = around
        self._process: subprocess.Popen[bytes] | None = None
        self._down = ""  # why there is no worker
        try:
            self._launch()
        except (OSError, RuntimeError) as error:  # RuntimeError: no thread can be started
            if self._process:
                for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
                    stream.close()
                self._stop()
            raise LaneUnavailable(with_cure(f"its worker did not start: {error}")) from None

    def open(self) -> LaneFacts:
        """Wait for the worker's hello; the process was started with the lane."""
        try:
            self._greet()
        except (ChannelClosed, ChannelTimeout, BadReply, OSError) as error:
            said = self._ending() or error or type(error).__name__
            self.close()
            raise LaneUnavailable(with_cure(f"its worker did not start: {said}")) from None
        return LaneFacts(self.name, "", self.kind, "ready", "", self.facts, tuple(self.start_ns))

    def ask(self, request: Mapping[str, Any], timeout_s: float) -> Outcome:
        """Send one request; a worker that died, hung or broke the protocol is replaced."""
        if self._down:
            return Outcome("not-run", self._down)
        self._around.asked += 1
        meter = Meter(self.pid) if request.get("mode") == "observed" else None
        try:
            with meter or nullcontext():
                reply = self._channel.ask(request, timeout_s, self._watched(request))
        except ChannelTimeout:
            outcome = self._hung(f"no answer within {timeout_s:g} s")
        except Floods:
            outcome = self._hung(FLOODED, "flooded")
        except StandsStill:
            outcome = self._hung(
                f"it stands still: nothing was computed for {request['still_ms'] / 1000:g} s"
            )
        except BadReply as error:
            outcome = Outcome("bad-result", str(error), stderr=self._output())
        except ChannelClosed:
            outcome = self._death()
        else:
            outcome = replace(outcome_of(request["op"], reply, self._output), size=self._channel.received)
            if meter:
                return replace(outcome, peak_bytes=meter.peak_bytes, printed=self._printed())
            return outcome
        self.restart()
        return outcome

    def mark(self, prepared: bool = False) -> None:
        """Take what is there now as what belongs there: a prepared state may own a pool or a server."""
        if self._down or (self._spoilt and not prepared):
            self.restart()  # what kept it from starting may have passed; what is in the way goes with the old one
        look = self._look().reply if prepared else {}
        own = (self._running() if prepared else [], list(look.get("threads", [])))
        self._changed = list(look.get("changed", []))
        self._spoilt = bool(self._changed)
        self._marked = (self.launch, *own, objects.shared_by(None if self._down else self.pid))
        self._output()

    def leftovers(self) -> Outcome:
        """What came since the mark and should not: processes, threads, objects, files, a changed process, a flood.

        A worker that died meanwhile, or does not answer, is an outcome as well.
        """
        launch, processes, threads, shared = self._marked
        if self._down:
            return Outcome("ok")
        if launch != self.launch:  # replaced since then: its states are prepared anew
            self.mark(prepared=True)
            return Outcome("ok")
        look = self._look()
        if not look.ok:
            return after_result(look)
        changed = list(look.reply.get("changed", []))
        self._spoilt = look.reply.get("busy") is True or any(one in self._changed for one in changed)
        named = [tree.describe(process) for process in self._running() if process not in processes]
        named += [thread for thread in look.reply["threads"] if thread not in threads]
        left = objects.cleared(self.pid, shared, self._temp, self._around.workers)
        if named:
            tree.end(lambda: [process.pid for process in self._running()])
            return Outcome("leaked", "left running: " + ", ".join(named[:5]))
        if new := [one for one in changed if one not in self._changed]:
            return Outcome("env-changed", "changed: " + ", ".join(new[:5]))
        if left:
            return Outcome("env-changed", "left behind: " + ", ".join(left[:5]))
        if self._written() > MOST_OUTPUT:
            return Outcome("flooded", FLOODED)
        for stream in self._streams:
            stream.take()  # of one trial each
        return Outcome("ok")

    def _running(self) -> list[psutil.Process]:
        return tree.left_running(self.pid, self.facts.get("pid", self.pid))

    def _look(self) -> Outcome:
        return self.ask({"op": "look"}, LOOK_TIMEOUT_S)

    def restart(self) -> None:
        """End the worker with everything below it, and start a new one; until that succeeds nothing is run."""
        self._stop()
        try:
            self._launch()
            self._greet()
            self._down = ""
        except (ChannelClosed, ChannelTimeout, BadReply, OSError, RuntimeError) as error:
            why = self._ending() or error or type(error).__name__
            self._down = with_cure(f"its worker did not start again: {why}")
            self._stop()

    def close(self) -> None:
        """End the worker and everything it started."""
        self._stop()

    @property
    def pid(self) -> int:
        """The process id of the worker's launcher, below which all is that the worker starts."""
        assert self._process is not None
        return self._process.pid

    def _launch(self) -> None:
        self.launch += 1
        self._temp = self._around.folder / f"{self.name}{self.launch}"
        self._around.folder.mkdir(mode=0o700, exist_ok=True)  # an example may have removed it
        self._temp.mkdir()
        self._marked: tuple[int, list[psutil.Process], list[str], frozenset[str]] = (0, [], [], frozenset())
        self._changed: list[str] = []  # that nobody could be named for
        # Some of it stays, or a pool is at work on what no row waits for: no other row may have this worker.
        self._spoilt = False
        self._channel = Channel(self._around.folder, f"{self.name}{self.launch}.sock")
        self._started = time.monotonic_ns()
        kept = [one for one in (self._around.lifeline, self._around.keeper) if one >= 0]
        command = launcher.command(*kept, self._command) if kept else self._command
        self._process = subprocess.Popen(
            [*own_shared_memory(), *command],
            pass_fds=kept,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._env | {"TMPDIR": str(self._temp), "TEMP": str(self._temp), "TMP": str(self._temp)},
            **new_group_options(),
        )
        self._around.workers.add(self.pid)
        self._streams = [
            Capture(self._process.stdout, self._around.echo),
            Capture(self._process.stderr, self._around.echo),
        ]
        config = {"connect": self._channel.address, "token": self._channel.token, "temp": str(self._temp)}
        config["own_ipc"] = bool(own_shared_memory())
        with suppress(OSError):  # it died at once: the hello will be missed
            self._process.stdin.write(json.dumps(config).encode() + b"\n")
            self._process.stdin.close()

    def _greet(self) -> None:
        self.facts = self._channel.accept(START_TIMEOUT_S, self._alive)
        self.start_ns.append(time.monotonic_ns() - self._started)

    def _stop(self) -> None:
        self._channel.close()  # a worker ends by itself when its channel closes
        process, self._process = self._process, None
        if process is None:
            return
        try:
            if tree.left_running(process.pid, self.facts.get("pid", process.pid)):
                raise subprocess.TimeoutExpired(self._command, 0)
            process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            _end(process)
        # A launcher that an example killed has left its processes to us.
        tree.end(lambda: tree.strays(self._around.known | self._around.workers))
        self._around.workers.discard(process.pid)
        shutil.rmtree(self._temp, ignore_errors=True)

    def _watched(self, request: Mapping[str, Any]) -> Callable[[], bool]:
        still_ms = request.get("still_ms")
        return Watched(self.pid, self._alive_and_dry, still_ms / 1000) if still_ms else self._alive

    def _alive_and_dry(self) -> bool:
        if self._written() > MOST_OUTPUT:
            raise Floods
        return self._alive()

    def _written(self) -> int:
        return sum(stream.total for stream in self._streams)

    def _alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _hung(self, detail: str, state: str = "timeout") -> Outcome:
        """A time-out: its processes say where they stand, and end."""
        says = SAY_SPANS if self.kind == "dotnet" else SAY_STACKS
        tree.ask_first(tree.below(self.pid), says, STACKS_S)
        tree.end(lambda: tree.below(self.pid), says, STACKS_S)
        return Outcome(state, detail, stderr=self._output())

    def _death(self) -> Outcome:
        try:
            code = self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            return Outcome("no-result", "the worker closed its channel and lives on", stderr=self._output())
        if name := signal_name(code):
            return Outcome("crashed", name, stderr=self._output())
        if code:
            return Outcome("exited", f"exit code {code}", stderr=self._output())
        return Outcome("no-result", "the worker ended without an answer", stderr=self._output())

    def _output(self) -> str:
        for stream in self._streams:
            stream.settle()
        return "".join(stream.take() for stream in self._streams)

    def _printed(self) -> str:
        """What it has written since it was last looked at, and no more than a report can show."""
        for stream in self._streams:
            stream.settle()
        return "".join(stream.first(MOST_PRINTED // 2) for stream in self._streams)

    def _ending(self) -> str:
        lines = self._output().strip().splitlines()
        return lines[-1] if lines else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    tree.end(lambda: tree.below(process.pid))
    try:
        process.wait(timeout=0.5)
    except subprocess.TimeoutExpired:  # stopped by an example
        process.kill()
        process.wait(timeout=5)
