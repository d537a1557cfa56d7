"""Holds open the gap before each store of an example, so that a missing lock shows in plain code.

In an observed trial a thread stops before each store of the example's own code until a second thread
stands before one too, or a moment has passed and no other thread computes. A program that lets only one thread in
at a time never has two there; one that does not loses what the first of them wrote, every time. Where nobody has
come several times in a row, though all who come there have begun to, nobody is waited for any more.
"""

from __future__ import annotations

import dis
import sys
import threading
from contextlib import contextmanager

from compare.worker.moment import stand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType
    from typing import Any

MOMENT_S = 0.005
EACH_PLACE = 8  # held stores of each thread at each place; a program under a lock pays a moment for each
IN_VAIN = 6  # stores in a row at which nobody came, since a thread came there for the first time: nobody will
# What a thread that was let in alone does with a value that others see. Local names are nobody else's.
STORES = frozenset(
    dis.opmap[name]
    for name in (
        "STORE_ATTR",
        "DELETE_ATTR",
        "STORE_SUBSCR",
        "DELETE_SUBSCR",
        "STORE_DEREF",
        "STORE_GLOBAL",
        "STORE_NAME",
        "STORE_SLICE",
    )
    if name in dis.opmap
)
# Methods in C that change what they are called on.
MUTATORS = frozenset(
    (
        *("append", "appendleft", "extend", "extendleft", "insert", "pop", "popleft", "remove", "reverse"),
        *("rotate", "sort", "frombytes", "fromlist", "clear", "setdefault", "popitem", "update"),
        *("add", "discard", "intersection_update", "symmetric_difference_update"),
    )
)
CHANGEABLE = ("list", "dict", "set", "bytearray", "deque", "array", "defaultdict", "OrderedDict", "Counter")


class StoreGap:
    """Where threads stand before a store until a second one stands there too, or a moment has passed."""

    def __init__(self, moment_s: float = MOMENT_S) -> None:
        self._moment_s = moment_s
        self._come = threading.Condition(threading.Lock())
        self._inside = 0
        self._passed: dict[Any, int] = {}
        self._in_vain: dict[Any, int] = {}

    def before(self, place: Any) -> None:
        """Stand here for a while; go on at once where this thread has stood often, or all have in vain."""
        mine = (threading.get_ident(), place)
        passed = self._passed.get(mine, 0)
        if passed >= EACH_PLACE or (passed and self._in_vain[place] >= IN_VAIN):
            return
        self._passed[mine] = passed + 1
        with self._come:
            if not passed:
                self._in_vain[place] = 0
            self._inside += 1
            self._come.notify_all()
            met = stand(self._come, lambda: self._inside > 1, self._moment_s)
            self._in_vain[place] = 0 if met else self._in_vain[place] + 1
        with self._come:
            self._inside -= 1


@contextmanager
def held_gaps(file: str, gap: StoreGap | None = None) -> Iterator[None]:
    """Trace the code of one file in this thread, and in all that are started within the block.

    Threads that stand already, and child processes, are not reached. While it lasts, no debugger and no
    coverage sees these threads.

    Args:
        file: the example's, as its code objects name it.
        gap: where its threads stand; a new one by default.
    """
    weave = _Weave(file, (gap or StoreGap()).before)
    threading.settrace(weave.trace)
    threading.setprofile(weave.profile)
    sys.settrace(weave.trace)
    sys.setprofile(weave.profile)
    try:
        yield
    finally:
        sys.setprofile(None)
        sys.settrace(None)
        threading.setprofile(None)  # type: ignore[arg-type]
        threading.settrace(None)  # type: ignore[arg-type]
        weave.end()


class _Weave:
    def __init__(self, file: str, before: Callable[[Any], None]) -> None:
        self._file = file
        self._before: Callable[[Any], None] | None = before
        self._stores: dict[CodeType, frozenset[int]] = {}

    def end(self) -> None:
        """Threads that are left running are traced on, and pass."""
        self._before = None

    def trace(self, frame: FrameType, event: str, _argument: Any) -> Any:
        """The trace function of each thread: opcodes of the example's own code."""
        if frame.f_code.co_filename != self._file or self._before is None:
            return None
        if event == "call":
            frame.f_trace_opcodes = True
            frame.f_trace_lines = False
        elif event == "opcode" and frame.f_lasti in self._places(frame.f_code):
            self._before((frame.f_code, frame.f_lasti))
        return self.trace

    def profile(self, frame: FrameType, event: str, argument: Any) -> None:
        """The profile function of each thread: calls of methods in C that change an object."""
        if event != "c_call" or frame.f_code.co_filename != self._file or self._before is None:
            return
        if getattr(argument, "__name__", "") in MUTATORS and _changeable(argument):
            self._before((frame.f_code, frame.f_lasti))

    def _places(self, code: CodeType) -> frozenset[int]:
        found = self._stores.get(code)
        if found is None:
            steps = dis.get_instructions(code)
            found = self._stores[code] = frozenset(one.offset for one in steps if one.opcode in STORES)
        return found


def _changeable(method: Any) -> bool:
    return type(getattr(method, "__self__", None)).__name__ in CHANGEABLE
