"""Dask's client as a cluster: it reaches workers, and tells which are there. The only place that talks to Dask."""

from __future__ import annotations

import contextlib
import logging
import operator
import queue
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pkgutil import resolve_name

import dask
from distributed import Client, Future, LocalCluster, Security

from compare.cluster import host as remote
from compare.cluster.address import Address
from compare.cluster.dispatch import Answer
from compare.cluster.job import ClusterJob, Request
from compare.errors import EnvironmentLacks
from compare.lanes.platform import new_group_options
from compare.setup.home import ROOT

TICK_S = 0.5  # between two looks at who is there
CONNECT_S = 30
GATHER_S = 60  # for one record's way over the network, before the worker is looked at
JOIN_S = 120  # for workers of this machine to start
GONE = "The scheduler is gone. Start it and the workers again."
ENDING_S = 4  # for what is told to workers when a run is over


@contextmanager
def cluster(address: Address, job: ClusterJob) -> Iterator[DaskCluster]:
    """A cluster for one run; whatever happens inside, nothing of the run goes on after.

    Raises:
        EnvironmentLacks: nobody answers there, or TLS is asked for and not set up.
    """
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.scheduler", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters of it is told in our own words
    with dask.config.set({"distributed.comm.timeouts.connect": f"{CONNECT_S}s"}):
        if not address.local:
            with (
                _client(address.url, security(address)) as client,
                _ending(DaskCluster(client, job)) as joined,
            ):
                yield joined
            return
        with (
            LocalCluster(
                n_workers=0,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                processes=True,
                silence_logs=logging.CRITICAL,
            ) as scheduler,
            _workers(scheduler.scheduler_address, address.local),
            _client(scheduler.scheduler_address, Security()) as client,
        ):
            _wait_for(client, address.local)
            with _ending(DaskCluster(client, job)) as joined:
                yield joined


def security(address: Address) -> Security:
    """Dask's security as its configuration has it.

    Raises:
        EnvironmentLacks: `tls://` is named and it has no certificates.
    """
    configured = Security()
    if address.encrypted and not (configured.tls_ca_file and configured.tls_client_cert):
        raise EnvironmentLacks(
            f"{address.url} needs certificates: set distributed.comm.tls.ca-file, .client.cert and .client.key in "
            "Dask's configuration (see README, “Many machines”)."
        )
    return configured


class DaskCluster:
    """Workers behind one scheduler, for one job."""

    def __init__(self, client: Client, job: ClusterJob) -> None:
        self._client = client
        self._job = job
        self._answers: queue.Queue[tuple[str, str, Future]] = queue.Queue()
        self._futures: dict[tuple[str, str], Future] = {}
        self._found: dict[tuple[str, str], Future] = {}  # a worker's functions
        self._count = 0
        self._here: dict[str, str] = {}
        self._names: dict[str, str] = {}  # of all that were ever there
        self._looked = float("-inf")

    def hosts(self) -> Mapping[str, str]:
        """The connected workers' names by their addresses, as of half a second ago at most.

        Raises:
            EnvironmentLacks: the scheduler is gone.
        """
        if self._client.status != "running":
            raise EnvironmentLacks(GONE)
        if time.monotonic() - self._looked > TICK_S:
            try:
                urls = self._client.nthreads()
                # It tells of no worker where the client has just refreshed it for itself: it is asked for names only.
                told = self._client.scheduler_info()["workers"] if urls.keys() - self._names.keys() else {}
            except (OSError, TimeoutError):
                raise EnvironmentLacks(GONE) from None
            self._names |= {url: str(one.get("name") or url) for url, one in told.items()}
            self._here = {url: self._names[url] for url in urls if url in self._names}
            self._looked = time.monotonic()
        return self._here

    def greet(self, host: str) -> None:
        """Ask a worker for its lanes."""
        self._submit(host, "", remote.prepared.__name__, self._job.text)

    def give(self, host: str, request: Request) -> None:
        """Have a worker run a pair."""
        self._submit(host, request.pair, remote.ran.__name__, self._job.text, request.text(time.monotonic()))

    def answer(self) -> Answer | None:
        """The next answer; none after half a second."""
        try:
            host, pair, future = self._answers.get(timeout=TICK_S)
        except queue.Empty:
            return None
        self._futures.pop((host, pair), None)
        if future.status == "cancelled":  # by the loss of the scheduler, which is seen at the next look
            return None
        while True:
            try:
                body = future.result(timeout=GATHER_S)
                fault = "" if isinstance(body, bytes) else f"its answer is {type(body).__name__}, not bytes"
                return Answer(host, pair, b"" if fault else body, fault)
            except TimeoutError:
                if host not in self.hosts():
                    return Answer(host, pair, fault="it was lost with its answer")
            except Exception as error:  # whatever a worker raised, or Dask on its behalf
                return Answer(host, pair, fault=str(error) or type(error).__name__)

    def end(self) -> None:
        """Let go of whatever still runs, and of what stands ready on workers."""
        if self._client.status != "running":
            return  # workers end by themselves where they have lost the scheduler
        futures = [*self._futures.values(), *self._found.values()]
        # Without a scheduler or a worker, nothing is left to be ended by us.
        with contextlib.suppress(Exception):
            if futures:
                self._client.cancel(futures, force=True)
            self._client.sync(
                self._client._run, remote.over, self._job.text, on_error="ignore", callback_timeout=ENDING_S
            )

    def _submit(self, host: str, pair: str, task: str, *texts: str) -> None:
        self._count += 1
        name = f"{remote.NAME}-{self._job.run}-{self._count}"
        there = {"workers": [host], "allow_other_workers": False, "pure": False}
        # By name: the scheduler unpickles what a task consists of, and need not have Parallax.
        if (host, task) not in self._found:
            path = f"{remote.__name__}:{task}"
            self._found[host, task] = self._client.submit(resolve_name, path, key=f"{name}-{task}", **there)
        function = self._found[host, task]
        future = self._client.submit(operator.call, function, *texts, key=f"{name}-{pair}", **there)
        self._futures[host, pair] = future
        future.add_done_callback(lambda done: self._answers.put((host, pair, done)))


@contextmanager
def _ending(joined: DaskCluster) -> Iterator[DaskCluster]:
    try:
        yield joined
    finally:
        joined.end()


@contextmanager
def _client(url: str, secured: Security) -> Iterator[Client]:
    try:
        client = Client(url, security=secured, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise EnvironmentLacks(
            f"No scheduler answers at {url} ({str(error)[:200] or type(error).__name__}). Start one: dask scheduler."
        ) from None
    try:
        yield client
    finally:
        client.close(timeout=ENDING_S)


def _wait_for(client: Client, number: int) -> None:
    try:
        client.wait_for_workers(number, timeout=JOIN_S)
    except TimeoutError:
        raise EnvironmentLacks(f"Not all {number} workers have started within {JOIN_S} s.") from None


@contextmanager
def _workers(url: str, number: int) -> Iterator[None]:
    """Workers of this machine, each a process that ends with the block."""
    command = [sys.executable, str(ROOT / "tasks.py"), "worker", "--on", url]
    started: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(number):
            started.append(
                subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=2, **new_group_options())  # type: ignore[call-overload]
            )
        yield
    finally:
        for one in started:
            one.terminate()
        for one in started:
            try:
                one.wait(timeout=ENDING_S)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()
