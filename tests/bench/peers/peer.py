"""pyperf's median of one example's `run`, told as JSON.

Arguments: the example, an empty word where C# has the class, the parameters as JSON; then pyperf's own.
"""

import json
import sys
import time
from pathlib import Path

import pyperf

sys.path.append(str(Path(__file__).parents[3]))

from compare.worker.loading import Loader
from compare.worker.session import namespace
from compare.worker.trace import SILENT


def main():
    """Measure the example in a worker; in pyperf's first process, tell the worker's median."""
    # Fifteen values of 10 ms at least, in one process: as many as a launch of ours gives.
    runner = pyperf.Runner(processes=1, values=15, min_time=0.01, program_args=(__file__, *sys.argv[1:4]))
    given = runner.parse_args(["--quiet", "--inherit-environ", "PARALLAX_RUN", *sys.argv[4:]])
    if not given.worker:
        found = runner.bench_func("run", print)  # the function matters in its workers alone
        print(json.dumps({"median_ns": found.median() * 1e9, "values": found.get_nvalue()}))
        return
    example = Loader().load(sys.argv[1])
    state = example.prepare(namespace(json.loads(sys.argv[3])))
    try:
        warm(lambda: example.run(state, SILENT))
        runner.bench_func("run", example.run, state, SILENT)
    finally:
        if hasattr(example, "cleanup"):
            example.cleanup(state)


def warm(call):
    """Call it for half a second, as ours does: what `prepare` started has come up by then, too."""
    until = time.perf_counter() + 0.5
    while time.perf_counter() < until:
        call()


if __name__ == "__main__":  # an example may start processes that import this file again
    main()
