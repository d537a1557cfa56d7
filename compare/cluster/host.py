"""What runs inside a Dask worker: it hands requests to a process of its own, and ends that when it must.

A pair is never run in the worker's process. What it runs must be ended by a signal at any time, with all that it
started, and the worker's threads would disturb what is timed.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

from distributed import WorkerPlugin, get_worker

from compare.errors import HarnessError
from compare.lanes.platform import new_group_options
from compare.setup.home import ROOT

PATIENCE_S = 4.0  # for a process that was asked to end and clears up
NAME = "parallax"


def prepared(job: str) -> bytes:
    """The lanes of this worker's machine, as JSON; a task of Dask's.

    Args:
        job: the text of a job.
    """
    return _host().answer(job, None)


def ran(job: str, request: str) -> bytes:
    """The record of one pair, as JSON; a task of Dask's.

    Args:
        job: the text of a job.
        request: the text of a request.
    """
    return _host().answer(job, request)


def over(job: str, dask_worker: Any = None) -> None:
    """The client is done with this worker: end what was started for it. Runs beside a task, and waits for nothing."""
    plugin = dask_worker.plugins.get(NAME)
    if plugin:
        plugin.end(job)


def _host() -> Host:
    plugin = get_worker().plugins.get(NAME)
    if plugin is None:
        raise HarnessError("it was not started by `invoke worker`")
    return plugin


class Host(WorkerPlugin):
    """One process for the client's run, started with its first request."""

    name = NAME

    def __init__(self) -> None:
        self._turn = threading.Lock()  # one pair at a time, whatever threads the worker has
        self._job = ""
        self._process: subprocess.Popen[bytes] | None = None

    def answer(self, job: str, request: str | None) -> bytes:
        """What the job's process says to a request, or at first of its lanes.

        Raises:
            HarnessError: the process ended without an answer.
        """
        with self._turn:
            if job != self._job or self._process is None or self._process.poll() is not None:
                self.end()
                greeting = self._start(job)
                if request is None:
                    return greeting
            return self._line(request or "")

    def transition(self, key: Any, start: str, finish: str, **_: Any) -> None:
        """A task that nobody wants any more, by Ctrl-C or since its client is gone, is ended at once."""
        if start in ("executing", "long-running") and finish == "released" and str(key).startswith(NAME):
            self.end()

    def teardown(self, worker: Any) -> None:
        """The worker closes."""
        self.end()

    def end(self, job: str = "") -> None:
        """End a job's process, or whichever there is, and all that it started; without waiting for that."""
        process = self._process
        if process is None or job not in ("", self._job):
            return
        self._process = None
        threading.Thread(target=_end, args=(process,), name="ending").start()

    def _start(self, job: str) -> bytes:
        path = f"import sys; sys.path.insert(0, {str(ROOT)!r})"
        boot = f"{path}; from compare.cluster.serving import main; sys.exit(main())"
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", boot],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            **new_group_options(),  # type: ignore[call-overload]
        )
        self._job = job
        return self._line(job)

    def _line(self, request: str) -> bytes:
        process = self._process
        try:
            if process is None or process.stdin is None or process.stdout is None:
                raise OSError
            process.stdin.write(request.encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (OSError, ValueError):
            line = b""
        if not line.endswith(b"\n"):
            raise HarnessError("its process ended without an answer")
        return line


def _end(process: subprocess.Popen[bytes]) -> None:
    """By the end of its input it stops as by Ctrl-C; where it does not, its watcher clears up after it."""
    try:
        if process.stdin:
            process.stdin.close()
    except OSError:  # it has ended
        pass
    try:
        process.wait(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
