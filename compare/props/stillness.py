"""Whether a program stands still while all that it waits for is held; and when one waits for good.

    call = Call(lambda: example.block(messages, 10))
    call.still()             # it waits, asleep: now the scene may give it what it waits for
    messages.put("here")
    call.end()               # it ended, or it never will: `call.stuck`
    call.value, call.error   # what it gave, or the error that it raised

No clock decides. A thread that waits for a processor is not asleep, so a loaded machine only makes this slower.
Who polls is woken again and again: seen where the pause is shorter than the look, some 20 ms. A slower poll shows
by the calls that it begins after the answer was there: give it a watched object, and count them.

    with Steps(example) as steps:
        ...                  # the program is brought to where it has to wait
        await steps.hold()   # in an event loop; in a thread `steps.hold_thread()`
    steps.count              # how many lines of the example ran meanwhile: 0 for who waits, more for who polls
"""

from __future__ import annotations

import sys
import threading
import time

from compare.props.waiting import THERE, field
from compare.worker.proc import proc_text, threads_of
from compare.worker.trace import SILENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, ModuleType
    from typing import Any

STILL_S = 0.02  # for so long at least nobody moved
LOOKS = 8  # at least, in that time
LOOK_S = 0.002
MOMENT_S = 0.05  # how long who should wait is looked at
LIMIT_S = 10.0


class Call:
    """A function that is called at once, in a thread of its own.

    Args:
        function: takes nothing; what it gives is `value`.
        watch: the trial's trace, where it is a span `call`; one that never ends stays open there.
        item: which call it is.

    Attributes:
        value: what it returned.
        error: what it raised.
        stuck: `end` found that it waits for good.
    """

    def __init__(
        self, function: Callable[[], Any], watch: Any = SILENT, item: int | str | None = None
    ) -> None:
        self.value: Any = None
        self.error: BaseException | None = None
        self.stuck = False
        self._function, self._span = function, watch.span("call", item=item)
        self._thread = threading.Thread(target=self._run, name="call", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """Whether the function has returned or raised."""
        return not self._thread.is_alive()

    def still(self, limit_s: float = LIMIT_S, still_s: float = STILL_S) -> bool:
        """Wait until it stands still, with all that it started; says so. One that ends does not.

        Args:
            limit_s: after this it is given up.
            still_s: how long nobody may move: longer than any moment for which the scene itself holds somebody.
        """
        return self._ends_or_stands(limit_s, still_s) is False

    def end(self, limit_s: float = LIMIT_S, still_s: float = STILL_S) -> Call:
        """Wait until it has ended, or stands still: call this when it has been given all it waits for."""
        self.stuck = not self._ends_or_stands(limit_s, still_s)
        return self

    def ends_within(self, seconds: float) -> bool:
        """Wait so long at most; says whether it ended. For calls that have a time limit of their own."""
        self._thread.join(seconds)
        self.stuck = not self.ended
        return self.ended

    def _run(self) -> None:
        try:
            with self._span:
                self.value = self._function()
        except BaseException as error:  # of whatever kind: the scene says what it is
            self.error = error

    def _ends_or_stands(self, limit_s: float, still_s: float) -> bool | None:
        end, least = time.monotonic() + limit_s, still_s if THERE else 50 * still_s
        seen, since, looks, look_s = None, time.monotonic(), 0, LOOK_S
        while not self.ended:
            if looks >= LOOKS and time.monotonic() - since >= least:
                return False
            if time.monotonic() > end:
                return None
            self._thread.join(look_s)
            now = _switches()
            if now == seen:
                looks, look_s = looks + 1, LOOK_S
            else:  # who is at work is looked at less and less often: looking costs time, too
                looks, since, look_s = 0, time.monotonic(), min(1.5 * look_s, 10 * LOOK_S)
            seen = now
        return True


def _switches() -> dict[str, str] | object:
    """How often each thread here and in our children went to sleep; something new while one is awake."""
    found, ours, mine = {}, _ours(), str(threading.get_native_id())
    multiprocessing = sys.modules.get("multiprocessing")
    children = [] if multiprocessing is None else multiprocessing.active_children()
    for pid in ("self", *(str(child.pid) for child in children)):
        for thread in threads_of(pid):
            status = "" if thread == mine else proc_text(f"{pid}/task/{thread}/status")
            if field(status, "State") in ("R", "D"):
                return object()
            if status and (pid != "self" or int(thread) in ours):
                found[f"{pid} {thread}"] = field(status, "voluntary_ctxt_switches")
    return found


def _ours() -> set[int]:
    return {thread.native_id or 0 for thread in threading.enumerate()}


class Steps:
    """Counts the lines of an example that run while it is held.

    Tracing is on in the `with` block, in its thread and in those that are started in it: not for pairs whose
    memory is shared, where the weaver traces.

    Args:
        example: its module.
    """

    def __init__(self, example: ModuleType) -> None:
        self._file, self.count, self.holding = example.__file__, 0, False

    async def hold(self, seconds: float = MOMENT_S) -> None:
        """Look for so long; the loop itself ends it, before it wakes whoever comes next."""
        import asyncio  # which each child of a scene would import as well

        loop, over = asyncio.get_running_loop(), asyncio.Event()
        loop.call_later(seconds, lambda: (self._end(), over.set()))
        self.holding = True
        await over.wait()

    def hold_thread(self, seconds: float = MOMENT_S) -> None:
        """The same for threads: look for so long, from another thread than the one that is held."""
        self.holding = True
        time.sleep(seconds)
        self._end()

    def _end(self) -> None:
        self.holding = False

    def __enter__(self) -> Steps:
        threading.settrace(self._watch)
        sys.settrace(self._watch)
        return self

    def __exit__(self, *_raised: object) -> None:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]

    def _watch(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename != self._file:
            return None
        if self.holding and event in ("call", "line"):  # a suspended coroutine "returns"
            self.count += 1
        return self._watch
