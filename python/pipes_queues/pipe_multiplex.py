"""How does a parent read from several children at once, each with a pipe of its own?

`multiprocessing.connection.wait` blocks until one of several connections has something to read (I/O
multiplexing); the end of a stream counts, too. If the parent reads one pipe to its end and then the next, a
silent first child holds up all others, and a child whose pipe is full must wait (backpressure). C# reads each
pipe in a task.
"""

import multiprocessing
import time
from contextlib import suppress
from functools import partial
from multiprocessing import connection


def one_by_one(readers, hear):
    """Read each pipe to its end before the next."""
    for source, reader in enumerate(readers):
        with suppress(EOFError):
            while True:
                hear(source, reader.recv())


def wait(readers, hear):
    """Read each pipe that has something to read; a talkative child cannot starve the others."""
    sources = {reader: source for source, reader in enumerate(readers)}
    while sources:
        for reader in connection.wait(list(sources)):
            try:
                hear(sources[reader], reader.recv())
            except EOFError:  # the last writing end was closed: nothing more will come
                del sources[reader]


def tell(writer, name, pause):
    time.sleep(pause)
    writer.send(f"{name} child")


def main():
    spawn = multiprocessing.get_context("spawn")
    for read in (one_by_one, wait):
        readers = []
        for name, pause in (("slow", 0.4), ("quick", 0)):
            reader, writer = spawn.Pipe(duplex=False)
            spawn.Process(target=tell, args=(writer, name, pause)).start()
            writer.close()  # the child has its own; with this copy open, the end would never come
            readers.append(reader)
        read(readers, partial(print, read.__name__))


if __name__ == "__main__":
    main()
