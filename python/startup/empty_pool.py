"""Starts a pool of workers and ends it: what a pool costs before its first job.

A pool's workers are started once and serve many jobs, so that the price of a start is paid once. How high it
is depends on how they start. `spawn` starts an interpreter for each, which imports this module again;
`fork` copies the parent as it stands, which is fast, and dangerous as soon as the parent has threads;
`forkserver` asks a clean server, which runs already, to fork. Threads cost next to nothing: `ThreadPool` has
the same methods as `Pool`, and its workers share the parent's memory, and its interpreter's one lock.

A pool is ended in two steps: `close` says that no more work comes, `join` waits until the workers have gone.
`with Pool() as pool:` does neither: at its end it calls `terminate`, which stops workers in the middle of
their jobs. A `ProcessPoolExecutor` shuts down in order, but starts nobody before there is a first job.
"""

import multiprocessing
import os
import queue
import threading
from multiprocessing.pool import ThreadPool


def prepare(parameters):
    return parameters


def run(state, trace):
    # [step: start the pool]
    if state.variant == "threads":
        said, start = queue.SimpleQueue(), ThreadPool
    else:
        context = multiprocessing.get_context(state.variant)
        said, start = context.SimpleQueue(), context.Pool
    pool = start(state.workers, initializer=begin, initargs=(state.workers, said, trace))
    # [step: hear from its workers]
    # The pool does not wait for them: a worker that nobody has heard from may still be on its way.
    heard = [said.get() for _ in range(state.workers)]
    pids = {pid for pid, _ in heard}
    workers = [child for child in multiprocessing.active_children() if child.pid in pids]
    # [step: end the pool]
    pool.close()
    pool.join()
    trace.event("ended")
    return {
        "workers": len(set(heard)),
        "other_processes": os.getpid() not in pids,
        "exit_codes": [child.exitcode for child in workers] or None,
    }


# [step: a worker]
# The first thing that each worker does; what it waits for afterwards is its first job.
def begin(parties, said, trace):
    with trace.span("begin"):
        trace.rendezvous("all there", parties)
        said.put((os.getpid(), threading.get_native_id()))


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
