"""Misbehaves, in a way for each function."""

import math
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None

ENDLESS = [sys.executable, "-S", "-c", "import signal; signal.pause()"]


def well_behaved():
    return "well"


def hangs():
    threading.Event().wait()


def hangs_deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    hangs()


def hangs_with_children():
    subprocess.run(ENDLESS, check=False)


def crashes():
    os.abort()


def exits_three():
    os._exit(3)


def exits_zero():
    os._exit(0)


def raises():
    raise LookupError("nobody expected \x1b[2J this <script>")


def not_finite():
    return math.nan


def too_large():
    return 2**60


def floods():
    line = "x" * 999 + "\n"
    for _ in range(40_000):
        sys.stdout.write(line)
        sys.stderr.write(line)


def reads_input():
    return sys.stdin.read() or "well"


def hostile_output():
    sys.stdout.flush()
    os.write(1, b"\x1b[2J\x1b]0;title\x07 <script> ::add-path::/x | ``` \xff\x00 \xe2\x80\xae\n")
    raise LookupError("see my output")


def leaves_file():
    descriptor, _ = tempfile.mkstemp(prefix="forgotten")
    os.close(descriptor)


def leaves_thread():
    threading.Thread(target=hangs, daemon=True, name="forgotten").start()


def leaves_child():
    subprocess.Popen(ENDLESS)


def leaves_daemon():
    detached = f"import subprocess; subprocess.Popen({ENDLESS!r}, start_new_session=True)"
    subprocess.run([sys.executable, "-S", "-c", detached], check=True)


def leaves_shared_memory():
    from multiprocessing import resource_tracker, shared_memory

    block = shared_memory.SharedMemory(create=True, size=4096)
    resource_tracker.unregister(block._name, "shared_memory")  # or the tracker would clear it up
    block.close()


def kills_its_group():
    os.kill(0, signal.SIGKILL)


def kills_its_parent():
    os.kill(os.getppid(), signal.SIGKILL)
    hangs()


def terminates_its_parent():
    os.kill(os.getppid(), signal.SIGTERM)
    hangs()


def leaves_unmarked_daemon():
    detached = f"import os, subprocess; subprocess.Popen({ENDLESS!r}, env={{}}, start_new_session=True)"
    subprocess.run([sys.executable, "-S", "-c", detached], check=True)


def hangs_with_unmarked_daemon():
    leaves_unmarked_daemon()
    hangs()


def leaves_respawner():
    if os.fork():
        return
    while os.fork() == 0:
        os.setsid()
        time.sleep(0.0005)
    os._exit(0)


def exits_afterwards():
    return "well"


def exits_afterwards_cleanup():
    os._exit(3)


def hangs_afterwards():
    return "well"


def hangs_afterwards_cleanup():
    hangs()


def hangs_with_a_pool():
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.map(time.sleep, [3600, 3600])


def hangs_for_a_killed_pool_worker():
    with multiprocessing.get_context("fork").Pool(1) as pool:
        pool.apply(exits_three)


def hangs_before_a_full_queue():
    processes = multiprocessing.get_context("fork")
    queue = processes.Queue()
    child = processes.Process(target=queue.put, args=("x" * 1_000_000,))
    child.start()
    child.join()
    queue.get()


def hangs_for_the_gil():
    from pythonnet import load

    load("coreclr")
    import clr  # noqa: F401
    from System import Func
    from System.Threading.Tasks import Task

    while True:  # until it does not come back
        asked = Task.Delay(10).ContinueWith[int](Func[Task, int](lambda _: 1))
        _ = asked.Result  # a property: the lock is held while it is read


def takes_a_port_in_use():
    with socket.create_server(("127.0.0.1", 0)) as other, socket.create_server(other.getsockname()):
        pass


def floods_errors():
    for _ in range(20_000):
        sys.stderr.write("x" * 999 + "\n")


def opens_files():
    with limited(resource.RLIMIT_NOFILE, len(os.listdir("/proc/self/fd")) + 20):
        files = []
        try:
            while True:
                files.append(os.open(os.devnull, os.O_RDONLY))
        finally:
            for file in files:
                os.close(file)


def allocates():
    with open("/proc/self/statm") as file:
        data = int(file.read().split()[5]) * resource.getpagesize()
    with limited(resource.RLIMIT_DATA, data + 32 * 1024 * 1024):
        blocks = []
        while True:
            blocks.append(bytearray(1024 * 1024))


class limited:  # noqa: N801
    """A limit of this process for as long as the block lasts."""

    def __init__(self, which, most):
        self.which, self.most = which, most

    def __enter__(self):
        self.before = resource.getrlimit(self.which)
        resource.setrlimit(self.which, (self.most, self.before[1]))

    def __exit__(self, *_):
        resource.setrlimit(self.which, self.before)


def is_killed_for_its_memory():
    os.kill(os.getpid(), signal.SIGKILL)


def says_a_number():
    said = f"{1.5} {1.5:n} {float('1.5')}"
    return "well" if said == "1.5 1.5 1.5" else said


def answers_too_much():
    return "x" * 5_000_000
