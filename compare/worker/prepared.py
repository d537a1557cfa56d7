"""One prepared scene in a Python worker."""

from __future__ import annotations

import time
from types import CoroutineType, SimpleNamespace

from compare.worker.trace import SILENT
from compare.worker.usage import cpu_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

    from compare.worker.loader import Lookup
    from compare.worker.loop import Loop

CO_COROUTINE = 0x80  # as inspect has it, whose import takes 10 ms


class Prepared:
    """One prepared scene: how to run it, its state, and what its preparation started."""

    def __init__(self, module: ModuleType, place: Lookup, state: Any, loop: Loop, woven: str = "") -> None:
        self.place = place
        self.held: set[Any] = set()
        self.woven = woven  # the file whose stores are held open in observed trials
        self._run = module.run
        code = getattr(module.run, "__code__", None)
        self._asynchronous = bool(code and code.co_flags & CO_COROUTINE)
        self._cleanup = getattr(module, "cleanup", None)
        self._state = state
        self._loop = loop

    def call(self, trace: Any) -> Any:
        """Run it once; a coroutine runs on the worker's loop."""
        output = self._run(self._state, trace)
        return self._loop.run(output) if type(output) is CoroutineType else output

    def repeat(self, rounds: list[None], keep: Callable[[Any], object]) -> tuple[int, int]:
        """Call it once a round in a timed trial; coroutines all within one entry into the loop.

        Returns:
            the wall time and the CPU time, in ns.
        """
        # What stands in the loop is timed: no call of ours is in it, a frame more costs calls of 20 µs some percent.
        run, state = self._run, self._state
        if not self._asynchronous:
            cpu, began = cpu_ns(), time.perf_counter_ns()
            for _ in rounds:
                output = run(state, SILENT)
                keep(self._loop.run(output) if type(output) is CoroutineType else output)
            return time.perf_counter_ns() - began, cpu_ns() - cpu

        async def batch() -> tuple[int, int]:
            cpu, began = cpu_ns(), time.perf_counter_ns()
            for _ in rounds:
                keep(await run(state, SILENT))
            return time.perf_counter_ns() - began, cpu_ns() - cpu

        return self._loop.run(batch())

    def cleanup(self) -> None:
        """Undo what `prepare` did, if the scene says how."""
        if self._cleanup is not None:
            undone = self._cleanup(self._state)
            if type(undone) is CoroutineType:
                self._loop.run(undone)


def namespace(value: Any) -> Any:
    """Records as namespaces, at any depth, so that fields read alike in both languages."""
    if isinstance(value, dict):
        return SimpleNamespace(**{key: namespace(item) for key, item in value.items()})
    return [namespace(item) for item in value] if isinstance(value, list) else value
