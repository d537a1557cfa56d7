"""What becomes of a child process that has ended and nobody waited for, and of one whose parent dies? Linux.

An ended process keeps its exit code until its parent collects it (reaps it). Until then it is a zombie, state
Z: it has no memory and no code, and SIGKILL has no effect. Python has no handler of SIGCHLD: it reaps in `join`,
`is_alive`, `exitcode`, `active_children` and the next `start`. The .NET runtime reaps each of its children
when it ends. A child does not die with its parent. An orphan gets a new parent: process 1, or a
subreaper. At its normal end a Python program terminates its children with `daemon=True`, and waits for all
others. A killed program does neither.
"""

import multiprocessing
import os
import sys
import time
from pathlib import Path

processes = multiprocessing.get_context("spawn")


def ended_child(child, look):
    """Look before the parent waits, after SIGKILL, and after `join`."""
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # waits for its end, and does not reap
    before_wait = look(child.pid)
    child.kill()
    after_kill = look(child.pid)
    child.join()
    return [before_wait, after_kill, look(child.pid)], child.exitcode


def orphan(parent, pid, look):
    """Look at the parent's child before and after the parent is killed."""
    before = look(pid)
    parent.kill()
    parent.join()
    return [before, look(pid)]


def state_and_parent(pid):
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "gone", None
    return after_name[0], int(after_name[1])


def start_another(orders):
    processes.Process(target=live_on, args=(orders,)).start()
    orders.close()
    time.sleep(60)  # until it is killed


def live_on(orders):
    """It sends its process id, and answers until the other end of the pipe is closed."""
    orders.send(os.getpid())
    while orders.poll(None):
        try:
            orders.send(f"{orders.recv()} Yes.")
        except EOFError:
            break


def main():
    child = processes.Process(target=sys.exit, args=(3,))
    child.start()
    print("an ended child:", ended_child(child, state_and_parent))
    here, there = processes.Pipe()
    parent = processes.Process(target=start_another, args=(there,))
    parent.start()
    there.close()
    print("an orphan:", orphan(parent, here.recv(), state_and_parent))
    here.send("Are you there?")
    print(here.recv())


if __name__ == "__main__":
    main()
