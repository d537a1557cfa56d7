"""A lane that is a worker process speaking JSON lines."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil

from compare.lanes import tree
from compare.lanes.base import LaneUnavailable, Outcome
from compare.lanes.capture import Capture
from compare.lanes.channel import BadReply, Channel, ChannelClosed, ChannelTimeout
from compare.lanes.meter import Meter
from compare.lanes.platform import (
    new_group_options,
    remove_shared,
    shared_objects,
    signal_name,
    used_by_others,
)
from compare.record import LaneFacts

START_TIMEOUT_S = 60.0
MOST_OUTPUT = 16 * 1024 * 1024  # bytes that examples may write between two looks
# Runtimes keep these in their temporary folder for as long as they live.
RUNTIME_FILES = ("pymp-", "dotnet-diagnostic-", "clr-debug-pipe-", ".dotnet", "CoreFxPipe_")


@dataclass
class Surroundings:
    """What the lanes of one run share: its token, its folder and its processes."""

    token: str
    folder: Path
    known: set[int] = field(default_factory=set)  # our own helpers, no leftovers
    workers: set[int] = field(default_factory=set)
    echo: Callable[[bytes], None] | None = None


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
        self._launch()

    def open(self) -> LaneFacts:
        """Wait for the worker's hello; the process was started with the lane."""
        try:
            self._greet()
        except (ChannelClosed, ChannelTimeout, BadReply, OSError) as error:
            said = self._ending()
            self.close()
            raise LaneUnavailable(
                f"its worker did not start: {said or error or type(error).__name__}"
            ) from None
        return LaneFacts(self.name, "", self.kind, "ready", "", self.facts, tuple(self.start_ns))

    def ask(self, request: Mapping[str, Any], timeout_s: float) -> Outcome:
        """Send one request; a worker that died, hung or broke the protocol is replaced."""
        meter = Meter(self.pid) if request.get("mode") == "observed" else None
        try:
            with meter or nullcontext():
                reply = self._channel.ask(request, timeout_s, self._alive)
        except ChannelTimeout:
            outcome = Outcome("timeout", f"no answer within {timeout_s:g} s", stderr=self._output())
        except BadReply as error:
            outcome = Outcome("bad-result", str(error), stderr=self._output())
        except ChannelClosed:
            outcome = self._death()
        else:
            outcome = _outcome(reply, self._output)
            return replace(outcome, peak_bytes=meter.peak_bytes) if meter else outcome
        self.restart()
        return outcome

    def mark(self, prepared: bool = False) -> None:
        """Take what is there now as what belongs there: a prepared state may own a pool or a server."""
        own = (self._running(), self._threads()) if prepared else ([], [])
        self._marked = (self.launch, *own, shared_objects())
        self._output()

    def leftovers(self) -> tuple[str, str]:
        """What came since the mark and should not: processes and threads, objects and files, or a flood."""
        launch, processes, threads, _ = self._marked
        if launch != self.launch:  # replaced since then: its states are prepared anew
            self.mark(prepared=True)
            return "", ""
        running = [process for process in self._running() if process not in processes]
        named = [tree.describe(process) for process in running]
        named += [thread for thread in self._threads() if thread not in threads]
        if named:
            tree.end(running)
            self._clear_objects()
            return "leaked", "left running: " + ", ".join(named[:5])
        if objects := self._clear_objects():
            return "env-changed", "left behind: " + ", ".join(objects[:5])
        written = sum(stream.total for stream in self._streams)
        return (
            ("flooded", f"wrote {written} bytes, the limit is {MOST_OUTPUT}")
            if written > MOST_OUTPUT
            else ("", "")
        )

    def _running(self) -> list[psutil.Process]:
        return tree.left_running(self.pid, self._around.workers, self._around.known)

    def _threads(self) -> list[str]:
        return list(self.ask({"op": "look"}, 10).reply.get("threads", []))

    def restart(self) -> None:
        """End the worker with everything below it, and start a new one."""
        self._stop()
        self._launch()
        self._greet()

    def close(self) -> None:
        """End the worker and everything it started."""
        self._stop()

    @property
    def pid(self) -> int:
        """The worker's process id."""
        assert self._process is not None
        return self._process.pid

    def _launch(self) -> None:
        self.launch += 1
        self._temp = self._around.folder / f"{self.name}{self.launch}"
        self._temp.mkdir()
        self._marked: tuple[int, list[psutil.Process], list[str], frozenset[str]] = (0, [], [], frozenset())
        self._channel = Channel(self._around.folder, f"{self.name}{self.launch}.sock")
        self._started = time.monotonic_ns()
        self._process = subprocess.Popen(
            self._command,
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
        try:
            self._process.stdin.write(json.dumps(config).encode() + b"\n")
            self._process.stdin.close()
        except OSError:  # it died at once: the hello will be missed
            pass

    def _greet(self) -> None:
        self.facts = self._channel.accept(START_TIMEOUT_S, self._alive)
        self.start_ns.append(time.monotonic_ns() - self._started)

    def _stop(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        self._channel.close()  # a worker ends by itself when its channel closes
        below = tree.descendants(process.pid)
        try:
            if below:
                raise subprocess.TimeoutExpired(self._command, 0)
            process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            _end(process, below)
        left = tree.left_running(process.pid, self._around.workers, self._around.known)
        tree.end(left)
        self._around.workers.discard(process.pid)
        shutil.rmtree(self._temp, ignore_errors=True)

    def _alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

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

    def _ending(self) -> str:
        lines = self._output().strip().splitlines()
        return lines[-1] if lines else ""

    def _new_shared(self) -> list[str]:
        """Shared memory and semaphores that came since the mark, and are not another run's."""
        # One that another run is just making belongs to nobody yet: what is seen twice counts.
        return sorted(self._unowned() and self._unowned(after_s=0.05))

    def _unowned(self, after_s: float = 0.0) -> frozenset[str]:
        time.sleep(after_s)
        new = frozenset(name for name in shared_objects() - self._marked[3] if not _runtimes_own(name))
        if not new:
            return new
        ours = {os.getpid()}.union(self._around.workers)
        ours |= {child.pid for worker in self._around.workers for child in tree.descendants(worker)}
        others = used_by_others(new, frozenset(ours))
        return (new - others) & shared_objects()  # another run's may also have gone meanwhile

    def _clear_objects(self) -> list[str]:
        shared = self._new_shared()
        for name in shared:
            remove_shared(name)
        files = [entry for entry in os.scandir(self._temp) if not entry.name.startswith(RUNTIME_FILES)]
        for entry in files:
            path = Path(entry.path)
            shutil.rmtree(path, ignore_errors=True) if entry.is_dir(follow_symlinks=False) else path.unlink()
        return [f"shared memory {name}" for name in shared] + [
            f"temporary file {entry.name}" for entry in files
        ]


def _runtimes_own(name: str) -> bool:
    # CoreCLR keeps a diagnostics object of its own for as long as it lives.
    return name.startswith(("clr-", "dotnet-"))


def _end(process: subprocess.Popen[bytes], below: list[psutil.Process]) -> None:
    try:
        tree.end([psutil.Process(process.pid), *below])
    except psutil.NoSuchProcess:
        tree.end(below)
    process.wait(timeout=5)


def _outcome(reply: Mapping[str, Any], output: Callable[[], str]) -> Outcome:
    if reply.get("ok") is True:
        return Outcome("ok", reply=reply)
    error = reply.get("error")
    if not isinstance(error, dict):
        return Outcome("bad-result", "an answer without ok and without error", reply)
    state = "bad-result" if error.get("where") in ("output", "protocol") else "exited"
    detail = f"{error.get('where')} raised {error.get('type')}: {error.get('message')}"
    return Outcome(state, detail, reply, stderr=f"{error.get('trace', '')}\n{output()}".strip())
