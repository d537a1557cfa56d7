"""Several workers log. How do their records reach one place, and what does a level hold back?

Threads may share a handler: `logging` is thread-safe. Processes share nothing: a spawned child does not have
the handlers and levels of its parent. So each child sends its records through a queue (`QueueHandler`), and a
thread of the parent gives them to the real handlers (`QueueListener`). If several processes write into one
file, their lines may mix. C# children write JSON lines to their standard output, and the parent reads these.
A record below the level is not made. A new logger is NOTSET: it takes the level of its nearest ancestor that
has one. The root logger's level is WARNING.
"""

import logging
import multiprocessing
from logging.handlers import QueueHandler, QueueListener
from threading import Thread

spawn = multiprocessing.get_context("spawn")


def processes(names, work, level, place):
    queue = spawn.Queue()
    listener = QueueListener(queue, place)
    listener.start()
    run([spawn.Process(target=log_to, args=(queue, name, work, level)) for name in names])
    listener.stop()  # after it has handled all that came
    queue.close()
    queue.join_thread()


def log_to(queue, name, work, level):
    """A child process sets up its own logging first."""
    work(new_logger(name, level, QueueHandler(queue)))


def threads(names, work, level, place):
    run([Thread(target=work, args=(new_logger(name, level, place),)) for name in names])


def run(workers):
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def new_logger(name, level, handler):
    """A logger with this handler only."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.NOTSET if level is None else level)
    logger.handlers = [handler]
    logger.propagate = False  # else the root logger's handlers get each record, too
    return logger


def work(logger):
    logger.info("starts")
    logger.warning("test")
    logger.info("is done")


def main():
    place = logging.StreamHandler()
    place.setFormatter(logging.Formatter("[%(levelname)s/%(name)s] %(message)s"))
    for start in (processes, threads):
        print(start.__name__, flush=True)
        start(["worker-0", "worker-1"], work, "WARNING", place)


if __name__ == "__main__":
    main()
