"""Calls `run` where `start` is meant: the target runs in the parent, and no process is started."""

import multiprocessing
import os

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    trace.event("step", item="parent")
    receiver, sender = processes.Pipe(duplex=False)
    child = processes.Process(target=child_main, args=(state.name, sender, trace))
    child.run()
    message, pid = receiver.recv()
    trace.event("step", item="joined")
    answer = {"message": message, "another_process": pid != os.getpid()}
    return answer | {"same_pid": pid == child.pid, "exit_code": child.exitcode}


def child_main(name, sender, trace):
    trace.event("step", item="child")
    sender.send((f"child {name}", os.getpid()))
