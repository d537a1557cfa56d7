"""What examples share in a worker's process besides its modules: settings that one may change for all after it."""

from __future__ import annotations

import _locale
import _signal  # `signal` makes an enumeration's member of each answer, at five times the cost
import builtins
import gc
import os
import signal
import sys
import threading
import time

from compare.worker.proc import proc_text

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

STREAMS = ("stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__")
HOOKS = ("displayhook", "excepthook", "unraisablehook", "breakpointhook")
# Whose functions nearly everything calls.
PATCHABLE = {one.__name__: vars(one) for one in (builtins, os, threading, time)}
PATCHABLE["threading.Thread"] = vars(threading.Thread)
SIGNALS = [int(one) for one in signal.Signals]
TIMERS = {name: getattr(signal, name) for name in dir(signal) if name.startswith("ITIMER_")}
# By number, for RLIMIT_OFILE is another name of RLIMIT_NOFILE.
LIMITS = {getattr(resource, name): name for name in reversed(dir(resource)) if name.startswith("RLIMIT_")}
DEFAULT_DECIMALS = (28, "ROUND_HALF_EVEN")


class AsFound:
    """A worker's process as its first example finds it.

    Args:
        more: gives further settings by name.
    """

    def __init__(self, more: Callable[[], dict[str, Any]]) -> None:
        self._more = more
        self._settings = self._now()
        self._names = {place: dict(names) for place, names in PATCHABLE.items()}
        self._kept = [
            getattr(sys, name, None) for name in (*STREAMS, *HOOKS)
        ]  # so that nobody gets their `id`

    def changed(self) -> list[str]:
        """What has another value since, in plain words."""
        found = []
        for (form, old), (_, new) in zip(self._settings, self._now(), strict=True):
            if old != new:
                names = [*old, *(name for name in new if name not in old)]
                found += [form.format(_name(one)) for one in names if old.get(one, ...) != new.get(one, ...)]
        return found + self._patched()

    def _patched(self) -> list[str]:
        found = []
        for place, names in self._names.items():
            now = PATCHABLE[place]
            if list(map(id, now.values())) != list(map(id, names.values())):
                both = [*names, *(name for name in list(now) if name not in names)]
                found += [f"{place}.{one}" for one in both if now.get(one) is not names.get(one)]
        return found

    def _now(self) -> list[tuple[str, dict[Any, Any]]]:
        """Values in groups, each with how it is named; objects by their `id`, for their equality is their own."""
        return [
            ("{}", _plain()),
            ("sys.{}", {name: _stream(name) for name in STREAMS}),
            ("sys.{}", {name: id(getattr(sys, name, None)) for name in HOOKS}),
            ("the environment variable {}", os.environ.copy()),
            ("the handler of {}", {one: id(_signal.getsignal(one)) for one in SIGNALS}),
            ("the timer {}", {name: signal.getitimer(number)[0] > 0 for name, number in TIMERS.items()}),
            ("{}", {name: resource.getrlimit(number) for number, name in LIMITS.items()}),
            ("{}", _of_the_system()),
            ("{}", self._more()),
        ]


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:
        return "(it is gone)"


def _umask() -> int:
    for line in proc_text("self/status").splitlines():
        if line.startswith("Umask:"):
            return int(line[6:], 8)
    mask = os.umask(0o077)  # another thread's file, made just now, is at worst too private
    os.umask(mask)
    return mask


def _stack_size() -> int:
    size = threading.stack_size()  # which sets it to 0
    if size:
        threading.stack_size(size)
    return size


def _stream(name: str) -> Any:
    stream = getattr(sys, name, None)
    try:
        return id(stream), stream.closed, stream.encoding, stream.errors
    except Exception:  # an example's own
        return id(stream)


def _asked(module: str, function: str) -> Any:
    """What a function of a module tells; nothing where nobody has imported it: all is as it was."""
    there = sys.modules.get(module)
    return None if there is None else getattr(there, function)()


def _decimals() -> Any:
    decimal = sys.modules.get("decimal")
    if decimal is None:
        return DEFAULT_DECIMALS
    context = decimal.getcontext()
    return context.prec, context.rounding


def _policy() -> Any:
    policy = getattr(sys.modules.get("asyncio.events"), "_event_loop_policy", None)
    # Asyncio's own one is made when it is first needed.
    return None if type(policy).__module__.startswith("asyncio.") else policy and id(policy)


def _start_method() -> Any:
    default = getattr(sys.modules.get("multiprocessing.context"), "_default_context", None)
    chosen = getattr(default, "_actual_context", None)
    # So is the choice of the default.
    return None if chosen in (None, getattr(default, "_default_context", None)) else id(chosen)


def _root_logger() -> Any:
    logging = sys.modules.get("logging")
    if logging is None:
        return 30, 0, []  # WARNING, nothing disabled, no handler
    root = logging.root
    return root.level, root.manager.disable, [id(one) for one in root.handlers]


def _plain() -> dict[str, Any]:
    return {
        "the working directory": _folder(),
        "the umask": _umask(),
        "the recursion limit": sys.getrecursionlimit(),
        "the switch interval": sys.getswitchinterval(),
        "the garbage collector": (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count(), gc.get_debug()),
        "the garbage collector's callbacks": [id(one) for one in gc.callbacks],
        "the trace function": id(sys.gettrace()),
        "the profile function": id(sys.getprofile()),
        "the locale": _locale.setlocale(_locale.LC_ALL),
        "the stack size of threads": _stack_size(),
        "the decimal context": _decimals(),
        "the socket time-out": _asked("_socket", "getdefaulttimeout"),
        "the event loop policy": _policy(),
        "multiprocessing's start method": _start_method(),
        "the root logger": _root_logger(),
        "faulthandler": _asked("faulthandler", "is_enabled"),
    }


def _name(one: Any) -> str:
    return signal.Signals(one).name if isinstance(one, int) else str(one)


def _of_the_system() -> dict[str, Any]:
    found: dict[str, Any] = {}
    if hasattr(os, "getpgrp"):
        found["the process group"] = os.getpgrp()
    if hasattr(os, "sched_getaffinity"):
        found["the processors to use"] = os.sched_getaffinity(0)
    if hasattr(os, "getpriority"):
        found["the priority"] = os.getpriority(os.PRIO_PROCESS, 0)
    if hasattr(signal, "pthread_sigmask"):
        found["the blocked signals"] = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    return found
