"""Sets the level in the parent alone: each child logs from its own, which is WARNING."""

import logging
import multiprocessing
from logging.handlers import QueueHandler, QueueListener
from threading import Thread

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    place = OnePlace(trace)
    logger = new_logger("main", state.level, place)
    names = [f"worker-{number}" for number in range(state.workers)]
    logger.info("a word")
    logger.info("another word")
    logger.warning("a warning")
    logger.error("an error")
    work_all = in_processes if state.variant == "processes" else in_threads
    work_all(names, state, place, trace)
    for name in names:
        logger.info("%s has ended", name)
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


def new_logger(name, level, handler):
    logger = logging.getLogger(name)
    logger.setLevel(level)
    logger.handlers = [handler]
    logger.propagate = False
    return logger


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
    listener.stop()
    queue.close()
    queue.join_thread()


def child_main(name, level, queue, workers, trace):
    logger = logging.getLogger(name)
    logger.addHandler(QueueHandler(queue))
    work(logger, workers, trace)


def in_threads(names, state, place, trace):
    loggers = [new_logger(name, state.level, place) for name in names]
    children = [Thread(target=work, args=(logger, state.workers, trace)) for logger in loggers]
    for child in children:
        child.start()
    for child in children:
        child.join()


def work(logger, workers, trace):
    with trace.span("work", item=logger.name):
        trace.rendezvous("all at work", workers)
        logger.info("starts")
        logger.warning("test")
        logger.info("is done")
