"""What a Python worker does for each request; prepared states live here."""

from __future__ import annotations

import mmap
import os
import sys
import time
from contextlib import nullcontext
from types import CoroutineType

from compare.worker.counting import Tally
from compare.worker.descriptors import Descriptors, kept_by_libraries
from compare.worker.leftovers import Allowed
from compare.worker.loader import Loader, place_of
from compare.worker.loop import Loop
from compare.worker.places import Here
from compare.worker.prepared import Prepared, namespace
from compare.worker.proc import system_v
from compare.worker.refused import Refused, end_forked_child
from compare.worker.settings import AsFound
from compare.worker.trace import SILENT, Trace
from compare.worker.usage import cpu_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from typing import Any

    from compare.worker.sink import Sink

MOST_REPEATS = 1 << 16  # as in .NET, where counting the outputs of more may take longer than all calls
# Outputs that wait for being checked are garbage collection's work, and cold memory: no more of them are kept at
# once than a generation of objects holds. With all of 10 ms kept, a call of 0.35 µs took up to twice as long.
BATCH = 256
GATE_MS = 10_000


class Session:
    """Answers requests one by one; an example's exception never ends it.

    Args:
        descriptors: those that are open, and whose they are; by default as they are now.
        own_ipc: whether System V objects are this worker's alone, so that another program's are none of them.
    """

    def __init__(self, descriptors: Descriptors | None = None, own_ipc: bool = False) -> None:
        self._states: dict[int, Prepared] = {}
        self.descriptors = descriptors or Descriptors()
        self._loader = Loader()
        self._loop = Loop(self.descriptors.made)
        self._own_ipc = own_ipc
        self._found = AsFound(self._settings)
        self._sink: Sink | None = None
        self._late: list[str] = []
        self._rounds: list[None] = []
        self._owner = os.getpid()
        self._copies = mmap.mmap(-1, 1)  # which forked children share: whether one of them has run on
        self._allowed = Allowed(self._loop)
        self._operations: dict[Any, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "ping": lambda _request: {"ok": True},
            "prepare": self._prepare,
            "trial": self._trial,
            "warm": self._warm,
            "look": self._look,
            "drop": self._drop,
        }
        if hasattr(os, "register_at_fork"):
            # A forked child that comes back from `run` must not go on with its parent's repetitions.
            os.register_at_fork(after_in_child=lambda: self._rounds.clear())

    def handle(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one request."""
        operation = self._operations.get(request.get("op"))
        if operation is None:
            return Refused("protocol", ValueError(f"there is no operation {request.get('op')!r}")).reply()
        try:
            return operation(request)
        except Refused as refused:
            return refused.reply()
        except Exception as error:  # a request that lacks something, say
            return Refused("protocol", error).reply()
        finally:
            _flush()

    def came_back(self) -> None:
        """This process is a forked copy of the worker, and an example let it run on."""
        self._copies[0] = 1

    def _prepare(self, request: Mapping[str, Any]) -> dict[str, Any]:
        began = time.perf_counter_ns()
        if request["state"] in self._states:
            self._drop(request)
        self.descriptors.serves(request["state"])
        made, processes = self._made(request)
        self._states[request["state"]] = made
        self.descriptors.holds(request["state"])
        return {"ok": True, "prepare_ns": time.perf_counter_ns() - began, "processes": processes}

    def _made(self, request: Mapping[str, Any]) -> tuple[Prepared, list[int]]:
        program, example = request["program"], request["example"]
        load = lambda: self._loader.load(program, example)  # noqa: E731
        module = self._guard("load", lambda: self.descriptors.imported(load))
        for needed in ("prepare", "run"):
            if not callable(getattr(module, needed, None)):
                raise Refused("load", TypeError(f"{program} has no function {needed}"))
        self._allowed.imported()
        before = self._allowed.now()
        woven = os.path.abspath(example) if request.get("weave") else ""
        with _gaps(woven):
            state = self._guard(
                "prepare", lambda: self._wait(module.prepare(namespace(request["parameters"])))
            )
        made = Prepared(module, place_of(program, example), state, self._loop, woven)
        made.held = self._allowed.now() - before
        return made, [one.pid for one in made.held if hasattr(one, "pid")]

    def _trial(self, request: Mapping[str, Any]) -> dict[str, Any]:
        made = self._entered(request)
        self.descriptors.serves(request["state"])
        run = self._observed if request["mode"] == "observed" else self._timed
        return run(made, request)

    def _observed(self, made: Prepared, request: Mapping[str, Any]) -> dict[str, Any]:
        here = Here(self._late)
        sink = self._sink or self._start_sink()
        sink.begin(request["trial"], here)
        gate_s = (request.get("gate_ms") or GATE_MS) / 1000
        trace = Trace(request["trial"], sink.address, gate_s, here)
        try:
            cpu, began = cpu_ns(), time.monotonic_ns()
            with _gaps(made.woven):
                output = self._guard("run", lambda: made.call(trace))
            elapsed, spent = time.monotonic_ns() - began, max(0, cpu_ns() - cpu)  # the dead are told by ticks
            sink.settle()
            tally = Tally()
            tally.add([output])
            if here.fault:
                raise Refused("protocol", ValueError(here.fault))
            reply = _answer(tally, elapsed, spent)
        except Refused as refused:
            sink.settle()
            refused.events = here.events()
            raise
        finally:
            here.end()
        late = len(self._late)
        self._late.clear()
        return reply | {"trace": here.events(), "late": late, "began_ns": began}

    def _timed(self, made: Prepared, request: Mapping[str, Any]) -> dict[str, Any]:
        repeat, enough = request.get("repeat"), request.get("min_ns") or 0
        times, slow = repeat or 1, request.get("slow") or 0
        while True:
            tally, elapsed, spent = self._repeat(made, times, slow)
            if repeat or elapsed >= enough or times >= MOST_REPEATS or not self._mine():
                return _answer(tally, elapsed, spent)
            times *= 2

    def _repeat(self, made: Prepared, times: int, slow: float) -> tuple[Tally, int, int]:
        """So many calls, in batches; what is done with their outputs is not timed."""
        tally, elapsed, spent = Tally(), 0, 0
        first, second, third = cpu_ns(), cpu_ns(), cpu_ns()
        reading = min(second - first, third - second)  # its own cost, which counts where batches are short
        while tally.total < times and self._mine():
            size = min(BATCH, times - tally.total)
            outputs, took, cpu = self._guard("run", lambda size=size: self._batch(made, size, slow))
            tally.add(outputs)
            outputs.clear()
            elapsed, spent = elapsed + took, spent + max(0, cpu - reading)
        return tally, elapsed, spent

    def _batch(self, made: Prepared, times: int, slow: float) -> tuple[list[Any], int, int]:
        outputs: list[Any] = []
        self._rounds = rounds = [None] * times
        elapsed, spent = made.repeat(rounds, outputs.append)
        if slow:
            cpu, began = cpu_ns(), time.perf_counter_ns()
            delay(began - elapsed, slow)
            elapsed, spent = elapsed + time.perf_counter_ns() - began, spent + cpu_ns() - cpu
        return outputs, elapsed, spent

    def _warm(self, request: Mapping[str, Any]) -> dict[str, Any]:
        made = self._entered(request)
        self.descriptors.serves(request["state"])
        calls, first, elapsed = 0, 0, 0
        began = time.perf_counter_ns()
        while calls == 0 or (calls < request["max_calls"] and elapsed < request["max_ns"] and self._mine()):
            self._guard("run", lambda: made.call(SILENT))
            elapsed = time.perf_counter_ns() - began
            calls += 1
            first = first or elapsed
        return {"ok": True, "first_ns": first, "calls": calls, "elapsed_ns": elapsed}

    def _look(self, request: Mapping[str, Any]) -> dict[str, Any]:
        threads = self._allowed.left([made.held for made in self._states.values()])
        if self._copies[0]:
            self._copies[0] = 0
            threads.append("a forked copy of the worker, which came back from the example")
        connected = self._sink.connections() if self._sink else []
        changed = self._found.changed() + self.descriptors.changed([*kept_by_libraries(), *connected])
        return {"ok": True, "threads": threads, "changed": changed, "busy": self._allowed.busy()}

    def _settings(self) -> dict[str, Any]:
        found = {"sys.path": self._loader.others()} | self._loop.settings()
        return found | system_v() if self._own_ipc else found

    def _drop(self, request: Mapping[str, Any]) -> dict[str, Any]:
        made = self._entered(request)
        del self._states[request["state"]]
        self.descriptors.dropped(request["state"])
        self._guard("prepare", made.cleanup)
        return {"ok": True}

    def _entered(self, request: Mapping[str, Any]) -> Prepared:
        """A request's scene, its modules importable by name again."""
        made = self._states.get(request.get("state"))  # type: ignore[arg-type]
        if made is None:
            raise Refused("protocol", LookupError(f"there is no state {request.get('state')!r}"))
        self._loader.enter(made.place)
        return made

    def _start_sink(self) -> Sink:
        from compare.worker.sink import Sink

        self._sink = self.descriptors.made(lambda: Sink(self._late))
        return self._sink

    def _wait(self, value: Any) -> Any:
        return self._loop.run(value) if type(value) is CoroutineType else value

    def _mine(self) -> bool:
        return os.getpid() == self._owner

    def _guard(self, where: str, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Refused:
            raise
        except BaseException as error:  # SystemExit and KeyboardInterrupt of an example as well
            if not self._mine():
                end_forked_child(error)
            raise Refused(where, error) from None


def _gaps(file: str) -> AbstractContextManager[None]:
    """The gaps before a file's stores held open within a block; nothing at all for no file."""
    if not file:
        return nullcontext()
    from compare.worker.weave import held_gaps

    return held_gaps(file)


def _answer(tally: Tally, elapsed: int, spent: int) -> dict[str, Any]:
    figures = {"elapsed_ns": max(elapsed, 1), "repeat": tally.total, "cpu_ns": spent}
    return {"ok": True, "outputs": tally.distinct()} | figures


def _flush() -> None:
    # What an example printed belongs to its trial, and must not be printed again by a forked child.
    try:
        sys.stdout.flush()
    except Exception:  # closed, or an example's own
        return


def delay(began: int, share: float) -> None:
    """Be so much slower, for real: how noise is studied."""
    until = time.perf_counter_ns() + (time.perf_counter_ns() - began) * share
    while time.perf_counter_ns() < until:
        pass
