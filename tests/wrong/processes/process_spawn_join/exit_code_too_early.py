"""Takes "the child has spoken" for "the child has ended", and reads its exit code while it still runs."""

import multiprocessing
import os
import sys

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    trace.event("step", item="parent")
    receiver, sender = processes.Pipe(duplex=False)
    child = processes.Process(target=child_main, args=(state.name, state.exit_code, sender, trace))
    child.start()
    message, pid = receiver.recv()
    exit_code = child.exitcode
    trace.open_gate("the parent has looked")
    child.join()
    trace.event("step", item="joined")
    answer = {"message": message, "another_process": pid != os.getpid()}
    return answer | {"same_pid": pid == child.pid, "exit_code": exit_code}


def child_main(name, exit_code, sender, trace):
    trace.event("step", item="child")
    sender.send((f"child {name}", os.getpid()))
    # It still has something to tidy up.
    trace.wait_gate("the parent has looked")
    sys.exit(exit_code)
