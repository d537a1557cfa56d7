"""A laboratory on the loopback: a scheduler, workers of this checkout or another, and pairs that wait at a gate."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from compare.lanes.platform import new_group_options
from compare.setup.home import ROOT
from tests.sample import TOML, write

LONG_S = 240  # nothing is judged by it: a machine may be that slow
SCENE = '''"""Adds up; in one row it waits at a gate."""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parents[3]


def prepare(parameters):
    """The parameters."""
    return parameters


def run(parameters, watch):
    """Tell who runs it, and wait until it may go on."""
    if watch.observed and parameters.n == 4 and parameters.variant == "plain" and (HERE / "gate").exists():
        (HERE / "began").write_text(str(os.getpid()), encoding="utf-8")
        (HERE / "go").read_text(encoding="utf-8")
    return {"sum": 6 if parameters.n == 4 else 1}
'''
ONE_LANE = 'title = "A pair"\nlanes = ["python"]\nlanes_because = "one is enough here"'


class Root:
    """A folder with pairs of its own, `pair-1` and so on; the first one stops at the gate, where it is closed."""

    def __init__(self, folder: Path, pairs: int = 2, closed: bool = False) -> None:
        self.folder = folder
        self.pairs = [f"pair-{number}" for number in range(1, pairs + 1)]
        for name in self.pairs:
            toml = TOML.replace('"my-pair"', f'"{name}"').replace('title = "A pair"', ONE_LANE)
            made = write(folder, toml, pair=name)
            made.python_scene.write_text(SCENE if name == "pair-1" else SCENE.replace('"gate"', '"none"'))
        if closed:
            (folder / "gate").touch()
            for name in ("began", "go"):
                os.mkfifo(folder / name)

    def began(self) -> psutil.Process:
        """Wait until the pair is at the gate: the process that stands there."""
        return psutil.Process(int((self.folder / "began").read_text(encoding="utf-8")))

    def go(self) -> None:
        """Let it through."""
        (self.folder / "go").write_text("go", encoding="utf-8")

    def options(self, url: str) -> list[str]:
        """What a compare of them on a cluster is given."""
        own = ["--root", str(self.folder), "--only-root", "--lanes", "python", "--quick", "--timeout", "600"]
        return [*own, "--seed", "1", "--out", str(self.folder / "out"), "--on", url]

    @property
    def record(self) -> dict[str, Any]:
        """The latest record."""
        return json.loads((self.folder / "out" / "latest" / "record.json").read_text(encoding="utf-8"))

    def latest(self, name: str) -> str:
        """A file of the latest report."""
        return (self.folder / "out" / "latest" / name).read_text(encoding="utf-8")


def started(*words: str, checkout: Path = ROOT, inside: Sequence[str] = ()) -> subprocess.Popen[str]:
    """A task of a checkout, in a process, which a command given starts."""
    command = [*inside, sys.executable, str(checkout / "tasks.py"), *words]
    pipes = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "stdin": subprocess.DEVNULL,
        "text": True,
    }
    return subprocess.Popen(command, cwd=checkout, **pipes, **new_group_options())


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code, and what it said."""
    text, _ = process.communicate(timeout=LONG_S)
    return process.returncode, text


@contextmanager
def worker(
    url: str, checkout: Path = ROOT, *more: str, inside: Sequence[str] = ()
) -> Iterator[subprocess.Popen[str]]:
    """A worker that has joined; it is ended with the block."""
    with started("worker", "--on", url, *more, checkout=checkout, inside=inside) as process:
        try:
            line = process.stdout.readline()
            assert "runs pairs for" in line, line + process.stdout.read()
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=LONG_S)


@contextmanager
def scheduler(
    folder: Path, protocol: str = "tcp://", host: str = "127.0.0.1", inside: Sequence[str] = ()
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Dask's scheduler in a process of its own: its address, and the process."""
    code = (
        "import asyncio, sys; from distributed import Scheduler\n"
        "async def main():\n"
        "    given = {'host': sys.argv[2], 'port': 0, 'dashboard_address': '127.0.0.1:0'}\n"
        "    async with Scheduler(**given, protocol=sys.argv[1]) as one:\n"
        "        print(one.address, flush=True); await one.finished()\n"
        "asyncio.run(main())"
    )
    command = [*inside, sys.executable, "-c", code, protocol, host]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=2, text=True) as process:
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()
            process.communicate()


def worker_of(process: psutil.Process) -> tuple[list[psutil.Process], psutil.Process]:
    """The worker of Dask's that a pair's process belongs to: all below it, and itself."""
    parents = process.parents()
    found = next(one for one in parents if "worker" in one.cmdline() and "--on" in one.cmdline())
    return found.children(recursive=True), found


def gone(processes: list[psutil.Process]) -> bool:
    """Whether all of them end."""
    _, alive = psutil.wait_procs(processes, timeout=LONG_S)
    return not alive
