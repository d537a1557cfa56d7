"""A cluster of two workers, kept for all trials of this process: scheduler and workers are processes of their own.

Not a LocalCluster: its nannies keep semaphores, and belong to a process that no trial outlives.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from distributed import Client

MARK = "parallax-kept"  # what compare/lanes/tree.py knows it by: no leftover, and it ends with the worker
WORKERS, THREADS = 2, 2

READY = "tcp://"

_running: dict[tuple[str, ...], tuple[subprocess.Popen[str], str]] = {}


def connected() -> Client:
    """A client of its own for a state; the cluster is started where it does not run yet.

    Raises:
        RuntimeError: it did not start; the message has its last words.
    """
    from distributed import Client

    path = tuple(sys.path)  # by which the workers find scene and example
    if path not in _running or _running[path][0].poll() is not None:
        _running[path] = _started()
    client = Client(_running[path][1])
    client.wait_for_workers(WORKERS)  # a trial may have killed one
    return client


def _started() -> tuple[subprocess.Popen[str], str]:
    with tempfile.TemporaryFile("w+") as said:
        cluster = _process("schedule", said)
        with cluster.stdout:
            address = cluster.stdout.readline().strip()
        if not address.startswith(READY):
            said.seek(0)
            raise RuntimeError(f"the cluster did not start: {said.read()[-500:]}")
    return cluster, address


def _process(role: str, errors: IO[str] | int, *arguments: str) -> subprocess.Popen[str]:
    """A process of the cluster, with this one's path."""
    boot = f"import sys; sys.path[:] = {sys.path!r}; from compare.props.kept import {role}; {role}()"
    command = [sys.executable, "-P", "-X", "utf8", "-c", boot, MARK, *arguments]
    place = {"DASK_TEMPORARY_DIRECTORY": os.path.join(tempfile.gettempdir(), MARK)}
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": errors}
    return subprocess.Popen(command, env=os.environ | place, text=True, **pipes)


def schedule() -> None:
    """Be the scheduler until this process is ended; prints its address when all workers are there.

    A worker that a trial killed is replaced.
    """
    import asyncio

    from distributed import Scheduler

    async def serve() -> None:
        async with Scheduler(host="127.0.0.1", port=0, dashboard=False) as scheduler:
            places = [asyncio.create_task(fill(scheduler.address)) for _ in range(WORKERS)]
            while len(scheduler.workers) < len(places):
                await asyncio.sleep(0.01)
            print(scheduler.address, flush=True)
            await scheduler.finished()

    async def fill(address: str) -> None:
        """Have a worker in this place, and another one when it has died."""
        while True:
            await asyncio.to_thread(_process("work", subprocess.DEVNULL, address).wait)

    asyncio.run(serve())


def work() -> None:
    """Be a worker of the scheduler that the command names, for as long as it is there."""
    import asyncio

    from distributed import Worker

    async def serve() -> None:
        async with Worker(sys.argv[-1], host="127.0.0.1", nthreads=THREADS, dashboard=False) as worker:
            await worker.finished()

    asyncio.run(serve())
