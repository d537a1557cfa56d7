"""What does a timed wait for a child process tell, and when does the child have an exit code?

`join` with a timeout returns when the child has ended or the time is up. It always returns None: ask `is_alive`.
`exitcode` is None while the child runs. It is 3 after `sys.exit(3)`, 1 after an exception, 0 after any return.
In C# WaitForExit returns whether the child has ended. Only a process that was started can be joined.
"""

import multiprocessing
import sys


def timed_join(child, limit, let_go):
    child.join(limit)
    in_time = not child.is_alive()
    code_so_far = child.exitcode
    let_go()
    child.join()
    return in_time, code_so_far, child.exitcode


def not_started(child):
    child.join()  # an `assert` of the library refuses this; under `python -O` it is an AttributeError


def work(orders, code):
    orders.send("at work")
    orders.recv()
    if code is None:
        raise RuntimeError("out of paper")
    sys.exit(code)


def main():
    here, there = multiprocessing.Pipe()
    child = multiprocessing.Process(target=work, args=(there, 3))
    child.start()
    print("in time, code so far, code:", timed_join(child, 0.1, lambda: here.send("go on")))
    try:
        not_started(multiprocessing.Process())
    except AssertionError as error:
        print("not started:", error)


if __name__ == "__main__":
    main()
