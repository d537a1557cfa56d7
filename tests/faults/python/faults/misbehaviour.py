"""Misbehaves in the way that its variant names."""

import math
import os
import signal
import subprocess
import sys
import tempfile
import threading

ENDLESS = [sys.executable, "-S", "-c", "import signal; signal.pause()"]


def prepare(parameters):
    return parameters


def run(state, trace):
    trace.event("begun", item=state.variant)
    answer = FAULTS[state.variant]()
    return {"answer": "well" if answer is None else answer}


def hang():
    threading.Event().wait()


def hang_deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    hang()


def hang_with_children():
    subprocess.run(ENDLESS, check=False)


def raise_something():
    raise LookupError("nobody expected \x1b[2J this <script>")


def flood():
    line = "x" * 999 + "\n"
    for _ in range(40_000):
        sys.stdout.write(line)
        sys.stderr.write(line)


def read_input():
    return sys.stdin.read() or "well"


def write_hostile():
    sys.stdout.flush()
    os.write(1, b"\x1b[2J\x1b]0;title\x07 <script> ::add-path::/x | ``` \xff\x00 \xe2\x80\xae\n")
    raise LookupError("see my output")


def leave_file():
    descriptor, _ = tempfile.mkstemp(prefix="forgotten")
    os.close(descriptor)


def leave_thread():
    threading.Thread(target=hang, daemon=True, name="forgotten").start()


def leave_child():
    subprocess.Popen(ENDLESS)


def leave_daemon():
    detached = f"import subprocess; subprocess.Popen({ENDLESS!r}, start_new_session=True)"
    subprocess.run([sys.executable, "-S", "-c", detached], check=True)


def leave_shared_memory():
    from multiprocessing import resource_tracker, shared_memory

    block = shared_memory.SharedMemory(create=True, size=4096)
    resource_tracker.unregister(block._name, "shared_memory")  # or the tracker would clear it up
    block.close()


FAULTS = {
    "well-behaved": lambda: None,
    "hangs": hang,
    "hangs-deaf": hang_deaf,
    "hangs-with-children": hang_with_children,
    "crashes": os.abort,
    "exits-three": lambda: os._exit(3),
    "exits-zero": lambda: os._exit(0),
    "raises": raise_something,
    "not-finite": lambda: math.nan,
    "too-large": lambda: 2**60,
    "floods": flood,
    "reads-input": read_input,
    "hostile-output": write_hostile,
    "leaves-file": leave_file,
    "leaves-thread": leave_thread,
    "leaves-child": leave_child,
    "leaves-daemon": leave_daemon,
    "leaves-shared-memory": leave_shared_memory,
    "kills-its-group": lambda: os.kill(0, signal.SIGKILL),
}
