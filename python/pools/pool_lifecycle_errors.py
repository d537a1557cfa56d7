"""Joins a pool too early, hands a job over too late, and tries to wait for a limited time.

A `Pool` is open, then closed, then joined. `close` says that no job comes any more; those that were
accepted are still done. `join` waits for that, and refuses to while the pool is open, since it would
wait for ever. It has no timeout, whatever the source material says: that is `Process.join`. Set a limit
where results are waited for, with `ApplyResult.wait` or `concurrent.futures.wait`.

`ProcessPoolExecutor` is newer. Its `shutdown` closes and joins in one, and so does its `with` block.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, wait

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    ways = {"pool": in_pool, "executor": in_executor}
    return ways[state.variant](state.jobs, state.wait_ms / 1000, trace)


# One worker, and the first job keeps it busy until its gate is opened.
def in_pool(jobs, patience, trace):
    early = limited = late = None
    with processes.Pool(1) as pool:
        # [step: hand the jobs over]
        results = [pool.apply_async(square, (number, trace)) for number in range(jobs)]
        # [step: join too early]
        try:
            pool.join()
        except ValueError:  # Pool is still running
            early = "invalid-state"
        # [step: close]
        pool.close()
        trace.event("closed")
        # [step: hand a job over too late]
        try:
            pool.apply_async(square, (jobs, trace))
        except ValueError:  # Pool not running
            late = "closed"
        # [step: wait for a limited time]
        try:
            pool.join(patience)
        except TypeError:  # Pool.join() takes 1 positional argument but 2 were given
            limited = "no-such-argument"
        trace.open_gate("the first job may end")
        # [step: join]
        pool.join()
    return outcome(early, limited, late, [result.get() for result in results])


# Whoever waits for futures may set a limit; nothing is broken when it runs out.
def in_executor(jobs, patience, trace):
    late = None
    pool = ProcessPoolExecutor(1, mp_context=processes)
    # [step: hand the jobs over]
    futures = [pool.submit(square, number, trace) for number in range(jobs)]
    # [step: join too early]
    early = "timeout" if wait(futures, patience).not_done else None
    trace.open_gate("the first job may end")
    # [step: close and join]
    pool.shutdown()
    trace.event("closed")
    # [step: hand a job over too late]
    try:
        pool.submit(square, jobs, trace)
    except RuntimeError:  # cannot schedule new futures after shutdown
        late = "closed"
    return outcome(early, None, late, [future.result() for future in futures])


def outcome(early, limited, late, finished):
    answer = {"join_before_close": early, "join_with_timeout": limited}
    return answer | {"submit_after_close": late, "finished": finished}


# [step: the job]
def square(number, trace):
    trace.wait_gate("the first job may end")
    trace.event("done", item=number)
    return number * number


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
