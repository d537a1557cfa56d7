"""pyperf's median of one scene's `run`, told as JSON.

Arguments: the scene, an empty word where C# has the class, the parameters as JSON, what a launch spends as JSON, the
example; then pyperf's own.
"""

import json
import sys
import time
from pathlib import Path

import pyperf

sys.path.append(str(Path(__file__).parents[3]))

from compare.worker.loader import Loader
from compare.worker.trace import SILENT
from compare.worker.trials import namespace

# As our workers have it. Whether a process compiles the worker's modules or reads them from a cache moves a loop over
# integers by a tenth, for as long as the process lives.
INHERITED = "PARALLAX_RUN,PYTHONUTF8,PYTHONDONTWRITEBYTECODE"


def main():
    """Measure the example in a worker; in pyperf's first process, tell the worker's median."""
    spend = json.loads(sys.argv[4])
    values = {"processes": 1, "values": spend["trials"], "min_time": spend["trial_ms"] / 1000}
    runner = pyperf.Runner(**values, program_args=(__file__, *sys.argv[1:6]))
    given = runner.parse_args(["--quiet", "--inherit-environ", INHERITED, *sys.argv[6:]])
    if not given.worker:
        found = runner.bench_func("run", print)  # the function matters in its workers alone
        print(json.dumps({"median_ns": found.median() * 1e9, "values": found.get_nvalue()}))
        return
    example = Loader().load(sys.argv[1], sys.argv[5])
    state = example.prepare(namespace(json.loads(sys.argv[3])))
    try:
        warm(lambda: example.run(state, SILENT), spend["warm_ms"] / 1000)
        runner.bench_func("run", example.run, state, SILENT)
    finally:
        if hasattr(example, "cleanup"):
            example.cleanup(state)


def warm(call, seconds):
    """Call it for a while, as ours does: what `prepare` started has come up by then, too."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        call()


if __name__ == "__main__":  # an example may start processes that import this file again
    main()
