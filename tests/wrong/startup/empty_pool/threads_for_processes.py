"""Takes the pool of threads, which has the same methods, for one of processes."""

import os
import queue
import threading
from multiprocessing.pool import ThreadPool


def prepare(parameters):
    return parameters


def run(state, trace):
    said = queue.SimpleQueue()
    pool = ThreadPool(state.workers, initializer=begin, initargs=(state.workers, said, trace))
    heard = [said.get() for _ in range(state.workers)]
    pool.close()
    pool.join()
    trace.event("ended")
    return {
        "workers": len(set(heard)),
        "other_processes": all(pid != os.getpid() for pid, _ in heard),
        "exit_codes": [0 for _ in heard],
    }


def begin(parties, said, trace):
    with trace.span("begin"):
        trace.rendezvous("all there", parties)
        said.put((os.getpid(), threading.get_native_id()))
