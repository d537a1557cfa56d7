"""Calls `run` where `start` is meant: the target runs in the parent, and no process is started."""

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    trace.event("step", item="parent")
    if state.variant == "thread":
        return in_thread(state.name, trace)
    return in_process(state, trace)


def in_process(state, trace):
    receiver, sender = processes.Pipe(duplex=False)
    arguments = (state.name, state.exit_code, sender, trace)
    if state.variant == "subclass":
        child = Greeter(*arguments)
    else:
        child = processes.Process(target=child_main, args=arguments)
    child.run()
    sender.close()
    message, pid = receiver.recv()
    receiver.close()
    trace.event("step", item="joined")
    answer = {"message": message, "another_process": pid != os.getpid()}
    return answer | {"same_pid": pid == child.pid, "exit_code": child.exitcode}


def in_thread(name, trace):
    with ThreadPoolExecutor(1) as threads:
        child = threads.submit(greet, name, trace)
        message, pid = child.result()
    trace.event("step", item="joined")
    return {"message": message, "another_process": pid != os.getpid(), "same_pid": None, "exit_code": None}


def child_main(name, exit_code, sender, trace):
    sender.send(greet(name, trace))


class Greeter(processes.Process):
    def __init__(self, *arguments):
        super().__init__()
        self.arguments = arguments

    def run(self):
        child_main(*self.arguments)


def greet(name, trace):
    trace.event("step", item="child")
    return f"child {name}", os.getpid()
