"""Several workers log, and one place gets their lines: whole, in each worker's order, from a level upwards.

Threads may share a logger: its handler has a lock. Processes have a logger each, and nothing that was set up
in the parent is there: neither its handlers nor its level. So each sends its records through a queue
(`QueueHandler`), and one thread of the parent takes them out and writes them (`QueueListener`). Processes
that write into one file by themselves mix up their lines, some day.

What is below the level is not made at all. WARNING is the level of a logger to which nobody gave one; WARN
is an old name of it. multiprocessing itself logs too, if asked by `log_to_stderr`: "child process calling
self.run()" and so on, with INFO as the level. Which of its last two lines comes first depends on the version.
"""

import logging
import multiprocessing
from logging.handlers import QueueHandler, QueueListener
from threading import Thread

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    # [step: one place]
    place = OnePlace(trace)
    logger = new_logger("main", state.level, place)
    names = [f"worker-{number}" for number in range(state.workers)]
    # [step: the parent logs]
    logger.info("a word")
    logger.info("another word")
    logger.warning("a warning")
    logger.error("an error")
    # [step: the workers log]
    work_all = in_processes if state.variant == "processes" else in_threads
    work_all(names, state, place, trace)
    for name in names:
        logger.info("%s has ended", name)
    # [step: what came]
    suppressed = 4 + 4 * state.workers - len(place.lines)
    worker_lines = [place.lines_of(name) for name in names]
    return {"main_lines": place.lines_of("main"), "worker_lines": worker_lines, "suppressed": suppressed}


class OnePlace(logging.Handler):
    """Keeps lines; a file or a screen in other programs."""

    def __init__(self, trace):
        super().__init__()
        self.setFormatter(logging.Formatter("[%(levelname)s/%(name)s] %(message)s"))
        self.lines = []
        self.trace = trace

    def emit(self, record):
        line = self.format(record)
        self.lines.append(line)
        self.trace.event("written", item=line)

    def lines_of(self, name):
        return [line for line in self.lines if f"/{name}]" in line]


# `getLogger` gives one logger for one name, as long as the program runs: so each use sets it up anew.
def new_logger(name, level, handler):
    logger = logging.getLogger(name)
    logger.setLevel(level)
    logger.handlers = [handler]
    logger.propagate = False  # else the root logger's handlers would get its records as well
    return logger


# [step: processes]
def in_processes(names, state, place, trace):
    queue = processes.Queue()
    listener = QueueListener(queue, place)
    listener.start()
    arguments = (state.level, queue, state.workers, trace)
    children = [processes.Process(target=child_main, args=(name, *arguments)) for name in names]
    for child in children:
        child.start()
    for child in children:
        child.join()
    listener.stop()  # it writes what has come, and ends
    queue.close()
    queue.join_thread()


def child_main(name, level, queue, workers, trace):
    work(new_logger(name, level, QueueHandler(queue)), workers, trace)


# [step: threads]
def in_threads(names, state, place, trace):
    loggers = [new_logger(name, state.level, place) for name in names]
    children = [Thread(target=work, args=(logger, state.workers, trace)) for logger in loggers]
    for child in children:
        child.start()
    for child in children:
        child.join()


# [step: a worker]
def work(logger, workers, trace):
    with trace.span("work", item=logger.name):
        trace.rendezvous("all at work", workers)
        logger.info("starts")
        logger.warning("test")
        logger.info("is done")


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
