"""A small process between the harness and one worker.

What an example does to its parent hits this process, not the harness. It adopts whatever the worker's
processes leave, so that all of them stay below it, and ends them when the worker or the harness has ended.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Sequence

from compare.worker.lifeline import adopt_orphans

GRACE_S = 0.1  # nobody waits for these any more


def command(lifeline: int, keeper: int, worker: Sequence[str]) -> list[str]:
    """What starts a worker below a launcher, which ends as the worker did: by its exit code or its signal.

    Args:
        lifeline: a pipe's end to read, which the launcher inherits; only the harness has the other one.
        keeper: a descriptor that the launcher holds for as long as it lives, so that others see its end.
        worker: the worker's own command.
    """
    boot = f"import sys; sys.path[:0] = {sys.path!r}; from compare.lanes.launcher import main; main()"
    return [sys.executable, "-I", "-S", "-c", boot, str(lifeline), str(keeper), *worker]


def main() -> None:
    """Start the worker and wait for its end or the harness's."""
    lifeline, keeper = int(sys.argv[1]), int(sys.argv[2])
    os.set_inheritable(lifeline, False)
    os.set_inheritable(keeper, False)
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a harness that is stopped at once hangs up on the others
    # What is ignored here is not handed on, a script's `&` has SIGQUIT ignored: by it a .NET worker tells where it
    # stands. kill(0, …) in the worker reaches its own group only.
    restored = [signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE, signal.SIGXFSZ]
    adopt_orphans()  # first: who is orphaned before it is nobody's
    worker = os.posix_spawnp(sys.argv[3], sys.argv[3:], os.environ, setpgroup=0, setsigdef=restored)
    status, _ = _ended(worker)
    while status is None and lifeline not in select.select([lifeline, woken], [], [])[0]:
        os.read(woken, 1 << 16)
        status, _ = _ended(worker)
    end_all()
    _leave(status or 0)


def _ended(worker: int = 0) -> tuple[int | None, bool]:
    """Collect what has ended: the worker's status if it was among them, and whether there are others yet."""
    found = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found, False
        if not pid:
            return found, True
        if pid == worker:
            found = status


def end_all() -> None:
    """End whatever runs below this process."""
    # Only the kernel's own word counts: a list of children may lack one that is being replaced meanwhile.
    if not _ended()[1]:
        return
    from compare.lanes import tree  # late: psutil takes its time

    limit = time.monotonic() + tree.LIMIT_S
    while _ended()[1] and time.monotonic() < limit:
        tree.end(lambda: tree.below(os.getpid()), grace_s=GRACE_S)


def _leave(status: int) -> None:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status))
