"""Workers that meet log to a watched place, which holds the last record until the program comes back, or a moment.

A program that does not wait for the place has come back by then, and what it left behind is late.
"""

import logging
import threading

import worker_logging as example

from compare.props.children import patient_outcome, state_of, until
from compare.props.jobs import Job

SEVERITIES = ("INFO", "WARNING", "ERROR")


class Place(logging.Handler):
    """Keeps what comes."""

    def __init__(self, watch, last):
        super().__init__()
        self.watch, self.last, self.lines, self.processes = watch, last, [], set()
        self.returned = threading.Event()

    def emit(self, record):
        line = f"[{record.levelname}/{record.name}] {record.getMessage()}"
        self.processes.add(record.process)
        if self.last and len([one for one in self.lines if "/worker-" in one]) == self.last - 1:
            until(lambda: all(self.gone(pid) for pid in self.processes))
            self.returned.wait(0.05)
        self.lines.append(line)
        self.watch.event("written", item=line)

    @staticmethod
    def gone(pid):
        from os import getpid

        return pid == getpid() or state_of(pid) in ("Z", "gone")

    def of(self, name):
        return [line for line in self.lines if f"/{name}]" in line]


def prepare(parameters):
    return parameters


def run(state, watch):
    made = sum(SEVERITIES.index(one) >= SEVERITIES.index(state.level) for one in ("INFO", "WARNING", "INFO"))
    held = watch.observed and state.variant == "processes"
    place = Place(watch, made * state.workers if held else 0)
    say(example.new_logger("main", state.level, place))
    say(example.new_logger("unset", None, place))
    names = [f"worker-{number}" for number in range(state.workers)]
    work = Job(example.work, watch, "work", meet=state.workers)
    told = patient_outcome(getattr(example, state.variant), names, work, state.level, place)
    lines = list(place.lines)
    place.returned.set()
    kept = Place(watch, 0)
    kept.lines = lines
    workers = [kept.of(name) for name in names]
    own = kept.of("main") + [line for one in workers for line in one]
    return {
        "main_lines": kept.of("main"),
        "worker_lines": workers,
        "suppressed": 4 + 3 * state.workers - len(own),
        "without_level": [line.partition("/")[0][1:] for line in kept.of("unset")],
        "error": told.error,
    }


def say(logger):
    logger.info("a word")
    logger.info("another word")
    logger.warning("a warning")
    logger.error("an error")
