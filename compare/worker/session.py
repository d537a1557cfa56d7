"""What a Python worker does for each request; states of examples live here."""

from __future__ import annotations

import os
import sys
import time
from types import CoroutineType, SimpleNamespace

from compare.worker.loading import Loader
from compare.worker.loop import Loop
from compare.worker.outputs import Tally
from compare.worker.refused import Refused, end_forked_child
from compare.worker.trace import SILENT, Here, Trace
from compare.worker.usage import cpu_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType
    from typing import Any

    from compare.worker.leftovers import Standing
    from compare.worker.sink import Sink

MOST_REPEATS = 1 << 16  # as in .NET, where counting the outputs of more may take longer than all calls
# Outputs that wait for being checked are garbage collection's work, and cold memory: no more of them are kept at
# once than a generation of objects holds. With all of 10 ms kept, a call of 0.35 µs took up to twice as long.
BATCH = 256
GATE_MS = 10_000


class Example:
    """One prepared example: how to run it, its state, and what its preparation started."""

    def __init__(self, module: ModuleType, folder: str, state: Any, loop: Loop) -> None:
        self.folder = folder
        self.held: set[Any] = set()
        self._run = module.run
        self._cleanup = getattr(module, "cleanup", None)
        self._state = state
        self._loop = loop

    def call(self, trace: Any) -> Any:
        """Run it once; a coroutine runs on the worker's loop."""
        output = self._run(self._state, trace)
        return self._loop.run(output) if type(output) is CoroutineType else output

    def cleanup(self) -> None:
        """Undo what `prepare` did, if the example says how."""
        if self._cleanup is not None:
            undone = self._cleanup(self._state)
            if type(undone) is CoroutineType:
                self._loop.run(undone)


class Session:
    """Answers requests one by one; an example's exception never ends it."""

    def __init__(self) -> None:
        self._examples: dict[int, Example] = {}
        self._loader = Loader()
        self._loop = Loop()
        self._sink: Sink | None = None
        self._late: list[str] = []
        self._rounds: list[None] = []
        self._owner = os.getpid()
        self._standing: Standing | None = None
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

    def _prepare(self, request: Mapping[str, Any]) -> dict[str, Any]:
        began = time.perf_counter_ns()
        if request["state"] in self._examples:
            self._drop(request)
        example, processes = self._example(request["program"], request["parameters"])
        self._examples[request["state"]] = example
        return {"ok": True, "prepare_ns": time.perf_counter_ns() - began, "processes": processes}

    def _example(self, program: str, parameters: Mapping[str, Any]) -> tuple[Example, list[int]]:
        standing = self._standing or self._start_standing()
        module = self._guard("load", lambda: self._loader.load(program))
        for needed in ("prepare", "run"):
            if not callable(getattr(module, needed, None)):
                raise Refused("load", TypeError(f"{program} has no function {needed}"))
        standing.imported()
        before = standing.now()
        state = self._guard("prepare", lambda: self._wait(module.prepare(namespace(parameters))))
        example = Example(module, os.path.dirname(os.path.abspath(program)), state, self._loop)
        example.held = standing.now() - before
        return example, [one.pid for one in example.held if hasattr(one, "pid")]

    def _trial(self, request: Mapping[str, Any]) -> dict[str, Any]:
        example = self._entered(request)
        run = self._observed if request["mode"] == "observed" else self._timed
        return run(example, request)

    def _observed(self, example: Example, request: Mapping[str, Any]) -> dict[str, Any]:
        here = Here(self._late)
        sink = self._sink or self._start_sink()
        sink.begin(request["trial"], here)
        gate_s = (request.get("gate_ms") or GATE_MS) / 1000
        trace = Trace(request["trial"], sink.address, gate_s, here)
        try:
            cpu, began = cpu_ns(), time.perf_counter_ns()
            output = self._guard("run", lambda: example.call(trace))
            elapsed, spent = time.perf_counter_ns() - began, cpu_ns() - cpu
            tally = Tally()
            tally.add([output])
            reply = _answer(tally, elapsed, spent)
        except Refused as refused:
            refused.events = here.events()
            raise
        finally:
            here.end()
        late = len(self._late)
        self._late.clear()
        return reply | {"trace": here.events(), "late": late}

    def _timed(self, example: Example, request: Mapping[str, Any]) -> dict[str, Any]:
        repeat, enough = request.get("repeat"), request.get("min_ns") or 0
        times, slow = repeat or 1, request.get("slow") or 0
        while True:
            tally, elapsed, spent = self._repeat(example.call, times, slow)
            if repeat or elapsed >= enough or times >= MOST_REPEATS or not self._mine():
                return _answer(tally, elapsed, spent)
            times *= 2

    def _repeat(self, call: Callable[[Any], Any], times: int, slow: float) -> tuple[Tally, int, int]:
        """So many calls, in batches; what is done with their outputs is not timed."""
        tally, elapsed, spent = Tally(), 0, 0
        first, second, third = cpu_ns(), cpu_ns(), cpu_ns()
        reading = min(second - first, third - second)  # its own cost, which counts where batches are short
        while tally.total < times and self._mine():
            size = min(BATCH, times - tally.total)
            outputs, took, cpu = self._guard("run", lambda size=size: self._batch(call, size, slow))
            tally.add(outputs)
            outputs.clear()
            elapsed, spent = elapsed + took, spent + max(0, cpu - reading)
        return tally, elapsed, spent

    def _batch(self, call: Callable[[Any], Any], times: int, slow: float) -> tuple[list[Any], int, int]:
        outputs: list[Any] = []
        keep = outputs.append
        self._rounds = rounds = [None] * times
        cpu, began = cpu_ns(), time.perf_counter_ns()
        for _ in rounds:
            keep(call(SILENT))
        if slow:
            delay(began, slow)
        elapsed = time.perf_counter_ns() - began
        return outputs, elapsed, cpu_ns() - cpu

    def _warm(self, request: Mapping[str, Any]) -> dict[str, Any]:
        example = self._entered(request)
        calls, first, elapsed = 0, 0, 0
        began = time.perf_counter_ns()
        while calls == 0 or (calls < request["max_calls"] and elapsed < request["max_ns"] and self._mine()):
            self._guard("run", lambda: example.call(SILENT))
            elapsed = time.perf_counter_ns() - began
            calls += 1
            first = first or elapsed
        return {"ok": True, "first_ns": first, "calls": calls, "elapsed_ns": elapsed}

    def _look(self, request: Mapping[str, Any]) -> dict[str, Any]:
        standing = self._standing or self._start_standing()
        return {"ok": True, "threads": standing.left([example.held for example in self._examples.values()])}

    def _drop(self, request: Mapping[str, Any]) -> dict[str, Any]:
        example = self._entered(request)
        del self._examples[request["state"]]
        self._guard("prepare", example.cleanup)
        return {"ok": True}

    def _entered(self, request: Mapping[str, Any]) -> Example:
        """A request's example, its module importable by name again."""
        example = self._examples.get(request.get("state"))  # type: ignore[arg-type]
        if example is None:
            raise Refused("protocol", LookupError(f"there is no state {request.get('state')!r}"))
        self._loader.enter(example.folder)
        return example

    def _start_sink(self) -> Sink:
        from compare.worker.sink import Sink

        self._sink = Sink(self._late)
        return self._sink

    def _start_standing(self) -> Standing:
        from compare.worker.leftovers import Standing

        self._standing = Standing(self._loop)
        return self._standing

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


def namespace(value: Any) -> Any:
    """Records as namespaces, at any depth, so that fields read alike in both languages."""
    if isinstance(value, dict):
        return SimpleNamespace(**{key: namespace(item) for key, item in value.items()})
    return [namespace(item) for item in value] if isinstance(value, list) else value


def _answer(tally: Tally, elapsed: int, spent: int) -> dict[str, Any]:
    figures = {"elapsed_ns": max(elapsed, 1), "repeat": tally.total, "cpu_ns": spent}
    return {"ok": True, "outputs": tally.distinct()} | figures


def _flush() -> None:
    # What an example printed belongs to its trial, and must not be printed again by a forked child.
    try:
        sys.stdout.flush()
    except (OSError, ValueError, AttributeError):  # closed or replaced by an example
        return


def delay(began: int, share: float) -> None:
    """Be so much slower, for real: how noise is studied."""
    until = time.perf_counter_ns() + (time.perf_counter_ns() - began) * share
    while time.perf_counter_ns() < until:
        pass
