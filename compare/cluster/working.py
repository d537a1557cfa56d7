"""A Dask worker that runs pairs: one at a time, in processes of their own."""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from distributed import Worker

from compare.cluster.address import Address
from compare.cluster.engine import security
from compare.cluster.host import Host
from compare.errors import EnvironmentLacks
from compare.text import say

JOIN_S = 30  # for the scheduler to answer
ENDING_S = 4
LOOK_S = 1.0  # where a signal does not wake a thread that waits


def serve(address: Address) -> int:
    """Serve until a signal comes or the scheduler is gone.

    Raises:
        EnvironmentLacks: no scheduler answers, or it is gone.
        Stopped: a signal came; what was started is ended.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters of it is told in our own words
    secured = security(address)
    over, faults, loop = threading.Event(), [], asyncio.new_event_loop()
    name = f"{platform.node()}-{os.getpid()}"
    with tempfile.TemporaryDirectory(prefix="plx", ignore_cleanup_errors=True) as folder:
        worker = _Serving(address, name, Path(folder))

        def live() -> None:
            try:
                loop.run_until_complete(worker.serve(secured))
            except Exception as error:  # told below, in the thread that was asked
                faults.append(error)
            finally:
                over.set()

        threading.Thread(target=live, daemon=True, name="dask").start()
        try:
            while not over.wait(LOOK_S):
                pass
        finally:
            worker.end(loop, over)
    if faults:
        raise EnvironmentLacks(
            f"No scheduler answers at {address.url} ({str(faults[0])[:200] or type(faults[0]).__name__}). "
            "Start one: dask scheduler."
        )
    raise EnvironmentLacks(f"The scheduler at {address.url} is gone, and so this worker ends.")


class _Serving:
    def __init__(self, address: Address, name: str, folder: Path) -> None:
        self._address = address
        self._name = name
        self._folder = folder
        self._worker: Worker | None = None
        self._host = Host()

    async def serve(self, secured: object) -> None:
        """Until it is closed."""
        made = Worker(
            self._address.url,
            host=self._address.loopback or None,
            nthreads=1,
            name=self._name,
            plugins=[self._host],
            security=secured,
            local_directory=str(self._folder),
            memory_limit=0,
            death_timeout=JOIN_S,
            dashboard=False,
            dashboard_address="127.0.0.1:0",  # Dask serves some pages in any case: to nobody else
        )
        async with made as self._worker:
            say(f"Worker {self._name} runs pairs for {self._address.url}; Ctrl-C ends it.", err=True)
            await made.finished()

    def end(self, loop: asyncio.AbstractEventLoop, over: threading.Event) -> None:
        """Leave the scheduler, and end what was started."""
        self._host.end()
        if self._worker and not over.is_set():
            with suppress(Exception):
                asyncio.run_coroutine_threadsafe(
                    self._worker.close(timeout=ENDING_S, executor_wait=False), loop
                ).result(ENDING_S)
