"""The first job is held until the caller was told: of what, and are all accepted jobs, and no other, done in the end?

Where all is in order no job is held. An executor's first job takes a moment, so who does not wait is told before.
"""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor

import pool_lifecycle_errors as example

from compare.props.pools import outcome_of

ORDERLY_S, MOMENT_S = 2, 0.05
processes = multiprocessing.get_context("spawn")
# The kind of error says which rule was broken; ValueError is raised for two of them.
KINDS = {
    ("join-too-early", ValueError): "invalid-state",
    ("submit-too-late", ValueError): "closed",
    ("join-with-limit", TypeError): "no-such-argument",
    ("executor", RuntimeError): "closed",
}


class Job:
    """Squares its number; it is pickled on its way to a worker."""

    def __init__(self, variant, watch):
        self.variant, self.watch = variant, watch

    def __call__(self, number):
        with self.watch.span("job", item=number):
            if number == 0 and self.variant == "executor":
                time.sleep(MOMENT_S)
            elif number == 0 and self.variant != "orderly":
                self.watch.wait_gate("the caller was told")
            self.watch.event("done", item=number)
            return number * number


def prepare(parameters):
    if parameters.variant == "executor":
        parameters.pool = ProcessPoolExecutor(1, mp_context=processes)
    else:
        parameters.pool = processes.Pool(1)
        parameters.pool.apply(abs, (1,))  # its worker is there
    return parameters


def run(state, watch):
    function = getattr(example, state.variant.replace("-", "_"))
    limit = ORDERLY_S if state.variant == "orderly" else state.wait_ms / 1000
    told = outcome_of(lambda: function(range(state.jobs), Job(state.variant, watch), state.pool, limit))
    watch.event("told")
    left_over = len(multiprocessing.active_children()) if state.variant in ("orderly", "executor") else None
    watch.open_gate("the caller was told")
    if state.variant == "executor":
        state.pool.shutdown()
        for child in multiprocessing.active_children():  # a shutdown that does not wait leaves them at work
            child.join(ORDERLY_S)
    else:
        state.pool.close()
        state.pool.join()
    error = KINDS.get((state.variant, type(told.raised)), told.error)
    return {"error": error, "finished": told.value, "left_over": left_over}
