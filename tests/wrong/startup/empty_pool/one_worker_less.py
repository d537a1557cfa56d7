"""Counts its own process as one of the workers, and starts one less."""

import multiprocessing
import os
import threading


def prepare(parameters):
    return parameters


def run(state, trace):
    context = multiprocessing.get_context("spawn")
    said = context.SimpleQueue()
    count = state.workers - 1
    pool = context.Pool(count, initializer=begin, initargs=(state.workers, said, trace))
    heard = [said.get() for _ in range(count)]
    workers = [child for child in multiprocessing.active_children() if child.pid in dict(heard)]
    pool.close()
    pool.join()
    trace.event("ended")
    return {
        "workers": len(set(heard)),
        "other_processes": all(pid != os.getpid() for pid, _ in heard),
        "exit_codes": [child.exitcode for child in workers],
    }


def begin(parties, said, trace):
    with trace.span("begin"):
        trace.rendezvous("all there", parties)
        said.put((os.getpid(), threading.get_native_id()))
