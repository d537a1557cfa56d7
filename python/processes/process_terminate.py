"""How does a program end its child process, and can the child still clean up?

SIGKILL ends a process at once: neither `finally` nor any other code of it runs. SIGTERM is a request. A
Python program that does not handle it dies in the same way; one with a handler can end in good order. It is
best to ask, by a message or an event. A child that is killed while it holds a lock leaves it locked.
`exitcode` is the child's own exit code, or minus the number of the signal that killed it. In .NET it is 128
and that number.
"""

import multiprocessing
import signal
import sys


def kill(child, grace):
    child.kill()
    return wait(child, grace)


def terminate(child, grace):
    """The child may handle the signal, or ignore it."""
    child.terminate()
    return wait(child, grace)


def ask(child, orders, grace):
    orders.send("stop")
    return wait(child, grace)


def wait(child, grace):
    """Give the child time to end; then kill it."""
    child.join(grace)
    if child.is_alive():
        child.kill()
        child.join()
    return child.exitcode


def work(orders, clean_up):
    try:
        orders.send("at work")
        orders.recv()
    finally:
        clean_up()


def work_with_handler(orders, clean_up):
    """SIGTERM ends it as an exception does, so `finally` runs."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    work(orders, clean_up)


def tidy():
    print("  cleaned up", flush=True)


def main():
    for end, job in ((kill, work), (terminate, work), (terminate, work_with_handler), (ask, work)):
        here, there = multiprocessing.Pipe()
        child = multiprocessing.Process(target=job, args=(there, tidy))
        child.start()
        here.recv()  # from now on the child has its handler
        print(end.__name__, job.__name__, flush=True)
        print("  exit code", end(child, here, 5) if end is ask else end(child, 5), flush=True)


if __name__ == "__main__":
    main()
