"""Starts a child process, hears from it, and waits for its end.

A child process has memory of its own: what it has to say must be sent, here through a pipe, and what
remains of it is its exit code. `join` waits for the end and collects that code. The parent must not
take "the child has spoken" for "the child has ended". Processes can also be written as a class of their
own, as older code often does: `run` is then what the new process runs. A thread, beside them, shares
everything with its parent, and has neither a process id nor an exit code.

The child imports this module afresh, so what it runs must stand at the module's top level, and starting
it must not: a module that starts a process while it is being imported would start them without end.
"""

import multiprocessing
import os
import sys
from concurrent.futures import ThreadPoolExecutor

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    trace.event("step", item="parent")
    if state.variant == "thread":
        return in_thread(state.name, trace)
    return in_process(state, trace)


def in_process(state, trace):
    # [step: start the child]
    # Each end of the pipe is for one side; the child's end goes over to it with the other arguments.
    receiver, sender = processes.Pipe(duplex=False)
    arguments = (state.name, state.exit_code, sender, trace)
    if state.variant == "subclass":
        child = Greeter(*arguments)
    else:
        # `args` is a tuple. Beware of one argument alone: ("anna") is no tuple, but ("anna",) is.
        child = processes.Process(target=child_main, args=arguments)
    child.start()
    sender.close()  # the child has its own by now; with ours open, its silent end would go unnoticed
    # [step: hear from it]
    message, pid = receiver.recv()
    receiver.close()
    # [step: wait for its end]
    # Before this, `exitcode` is None: the child has spoken, but may still be at work.
    child.join()
    trace.event("step", item="joined")
    answer = {"message": message, "another_process": pid != os.getpid()}
    return answer | {"same_pid": pid == child.pid, "exit_code": child.exitcode}


# The same work without a process: the thread's result comes back as it is, there is nothing to send.
def in_thread(name, trace):
    with ThreadPoolExecutor(1) as threads:
        # [step: start a thread]
        child = threads.submit(greet, name, trace)
        # [step: wait for the thread]
        message, pid = child.result()
    trace.event("step", item="joined")
    return {"message": message, "another_process": pid != os.getpid(), "same_pid": None, "exit_code": None}


# [step: the child]
def child_main(name, exit_code, sender, trace):
    sender.send(greet(name, trace))
    sys.exit(exit_code)


# The same child as a class. Its base class is set up first; it has attributes such as `name` already.
class Greeter(processes.Process):
    def __init__(self, *arguments):
        super().__init__()
        self.arguments = arguments

    def run(self):
        child_main(*self.arguments)


def greet(name, trace):
    trace.event("step", item="child")
    return f"child {name}", os.getpid()


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
