"""C# inside this Python process, by pythonnet or as a native library: what is asked of it, and what is Python's."""

from __future__ import annotations

import gc
import json
import os
import threading
import time

from compare.worker.descriptors import Descriptors
from compare.worker.trials import MOST_REPEATS, Session, delay
from compare.worker.usage import cpu_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from compare.worker.bridge import Bridge

BATCHES, CALLS = 5, 200  # by which a call's time is told


def start(language: str, runtime: str, children: str) -> tuple[Bridge, dict[str, Any]]:
    """Load what runs C# into this process.

    Args:
        language: `pythonnet` or `ctypes`.
        runtime: Parallax.Worker.dll, its runtimeconfig beside it; or the native library.
        children: what runs children of C# examples: the dotnet program, or the native one.

    Returns:
        what answers, and facts for the hello: the runtime's, the wall time of its load with the first call, and that
        of an empty call once it is warm, both in nanoseconds.
    """
    began = time.perf_counter_ns()
    if language == "ctypes":
        from compare.worker.library import load
    else:
        from compare.worker.clr import load
    bridge = load(runtime, children)
    facts = json.loads(bridge.facts())
    load_ns = time.perf_counter_ns() - began
    _refuse_fork()
    return bridge, {
        "runtime": facts["version"], "dotnet": facts, "load_ns": load_ns, "call_ns": _call_ns(bridge.process_id)
    }  # fmt: skip


def _call_ns(call: Callable[[], int]) -> int:
    batches = []
    for _ in range(BATCHES):
        began = time.perf_counter_ns()
        for _ in range(CALLS):
            call()
        batches.append((time.perf_counter_ns() - began) // CALLS)
    return sorted(batches)[BATCHES // 2]


class HostedSession:
    """Python texts go to the Python session, C# ones over the bridge.

    Args:
        bridge: crossed already, for what is found open now is taken as what belongs there.
        own_ipc: whether shared memory and the like are seen by this run's processes alone.
    """

    def __init__(self, bridge: Bridge, own_ipc: bool = False) -> None:
        def collect() -> None:  # both sides' garbage
            gc.collect()
            bridge.collect()

        self._bridge = bridge
        self._python = Session(Descriptors(_is_runtimes, collect), own_ipc)
        self._dotnet_states: set[Any] = set()

    def handle(self, request: Mapping[str, Any]) -> dict[str, Any] | str:
        """The answer to one request, from the side whose state it names; .NET's as the JSON it is."""
        operation, state = request.get("op"), request.get("state")
        if operation == "prepare":
            return self._prepare(request)
        if operation == "look":
            return self._look(request)
        if state not in self._dotnet_states:
            return self._python.handle(request)
        self._python.descriptors.serves(state)
        if operation == "trial" and request.get("mode") == "timed":
            return self._timed(request)
        if operation == "drop":
            self._forget(state)
        return self._bridge.handle(json.dumps(request))

    def came_back(self) -> None:
        """This process is a forked copy of the worker, by a way that `refuse` does not close."""
        self._python.came_back()

    def _prepare(self, request: Mapping[str, Any]) -> dict[str, Any]:
        state = request.get("state")
        if str(request.get("program")).endswith(".py"):
            if state in self._dotnet_states:
                self._ask({"op": "drop", "state": state})
                self._forget(state)
            return self._python.handle(request)
        self._python.descriptors.serves(state)
        reply = self._ask(request)
        if reply["ok"]:
            self._dotnet_states.add(state)
            self._python.descriptors.holds(state)
        return reply

    def _look(self, request: Mapping[str, Any]) -> dict[str, Any]:
        # .NET first: what its collector closes is open no more then.
        theirs = self._ask({**request, "others": [one.native_id for one in threading.enumerate()]})
        ours = self._python.handle(request)
        for side in (ours, theirs):
            if not side["ok"]:
                return side
        changed = dict.fromkeys(ours["changed"] + theirs["changed"])  # both know the working directory
        threads, busy = ours["threads"] + theirs["threads"], ours["busy"] or theirs["busy"]
        return ours | {"threads": threads, "changed": [*changed], "busy": busy}

    def _forget(self, state: Any) -> None:
        self._dotnet_states.discard(state)
        self._python.descriptors.dropped(state)

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        return json.loads(self._bridge.handle(json.dumps(request)))

    def _timed(self, request: Mapping[str, Any]) -> str:
        repeat, enough = request.get("repeat"), request.get("min_ns") or 0
        times, slow = repeat or 1, request.get("slow") or 0
        while True:
            elapsed, spent, ran = self._repeat(request["state"], times, slow)
            if repeat or not ran or elapsed >= enough or times >= MOST_REPEATS:
                return self._bridge.end(max(elapsed, 1), spent)
            times *= 2

    def _repeat(self, state: int, times: int, slow: float) -> tuple[int, int, bool]:
        """Time so many calls and nothing else; the last says whether all of them ran."""
        self._bridge.begin(state)
        once, ran = self._bridge.once, True
        cpu, began = cpu_ns(), time.perf_counter_ns()
        for _ in range(times):
            if not once():
                ran = False
                break
        if slow:
            delay(began, slow)
        elapsed = time.perf_counter_ns() - began
        return elapsed, cpu_ns() - cpu, ran


def _is_runtimes(target: str) -> bool:
    """Whether .NET opens such a thing for itself when it first needs it."""
    if target.startswith(("anon_inode:", "/memfd:", "/proc/", "/sys/")) or "/.dotnet/" in target:
        return True
    # A build beside us may have made an assembly anew.
    return target.removesuffix(" (deleted)").endswith((".dll", ".pdb", ".so"))


def _refuse_fork() -> None:
    """A fork after .NET was loaded kills or hangs both processes: say so instead."""
    if not hasattr(os, "fork"):
        return
    import posix

    def refuse() -> int:
        raise RuntimeError("fork is not possible once .NET is loaded in the process; use spawn or forkserver")

    for module in (os, posix):
        module.fork = refuse  # type: ignore[attr-defined]
        if hasattr(module, "forkpty"):
            module.forkpty = refuse  # type: ignore[attr-defined]
