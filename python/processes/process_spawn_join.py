"""How does a program start another process, hear from it, and learn that it has ended?

A child process has its own memory: what it has to say must be sent, here through a pipe. To hear from a child
and to wait for its end are two steps. Before `join`, `exitcode` is None while the child runs. A thread shares
the memory of its program, and has no exit code. With `spawn` the child imports this module again. So the
function that it runs must stand at the top level, and processes start only under `if __name__ == "__main__"`.
In C# a child is a program.
You will also see a subclass of `Process`: the new process runs its method `run`.
"""

import multiprocessing
import sys
from concurrent.futures import ThreadPoolExecutor

spawn = multiprocessing.get_context("spawn")


def function(work, name, exit_code):
    receiver, sender = spawn.Pipe(duplex=False)
    return hear(spawn.Process(target=work, args=(name, exit_code, sender)), receiver, sender)


def subclass(work, name, exit_code):
    receiver, sender = spawn.Pipe(duplex=False)
    return hear(Greeter(work, name, exit_code, sender), receiver, sender)


class Greeter(spawn.Process):
    def __init__(self, work, *arguments):
        super().__init__()
        self.work, self.arguments = work, arguments

    def run(self):
        self.work(*self.arguments)


def hear(child, receiver, sender):
    child.start()
    sender.close()  # the child has its own; if the child dies, `recv` now raises EOFError and does not wait
    with receiver:
        message = receiver.recv()
    child.join()
    return message, child.pid, child.exitcode


def thread(greeting, name):
    """The result comes back as it is: nothing has to be sent."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(greeting, name).result()


def greeting(name):
    return f"child {name}"


def greet(name, exit_code, sender):
    sender.send(greeting(name))
    sys.exit(exit_code)


def main():
    for way in (function, subclass):
        message, pid, exit_code = way(greet, "anna", 3)
        print(f"{way.__name__}: {message!r}, process {pid}, exit code {exit_code}")
    print(f"thread: {thread(greeting, 'anna')!r}")


if __name__ == "__main__":
    main()
