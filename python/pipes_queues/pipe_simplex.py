"""How does a child send messages to its parent, and how does the parent see their end?

`Pipe(duplex=False)` gives a reading end and a writing end. `recv` raises EOFError, the end of the stream,
when every copy of the writing end is closed. The parent has a copy too: while that is open, its own `recv`
waits forever. A writer without a reader gets a BrokenPipeError. C#'s AnonymousPipeServerStream has the same
rules.
"""

import multiprocessing
import platform
from contextlib import suppress


def child(report, hear):
    """Hear a child until the end of the stream."""
    spawn = multiprocessing.get_context("spawn")
    reader, writer = spawn.Pipe(duplex=False)
    process = spawn.Process(target=tell, args=(writer, report))
    process.start()
    writer.close()  # the child has its own by now
    with suppress(EOFError):  # nothing more will come
        while True:
            hear(reader.recv())
    process.join()
    reader.close()


def tell(writer, report):
    writer.send(report())


def misuse(reader, writer):
    """Write to the reading end, read from the writing end, and write without a reader."""
    written = error_of(reader.send, "the wrong way")
    read = error_of(writer.recv)
    reader.close()
    to_nobody = error_of(writer.send, "no reader")
    return written, read, to_nobody


def error_of(action, *arguments):
    try:
        action(*arguments)
    except OSError as error:  # a BrokenPipeError is one, too
        return error
    return None


def main():
    child(platform.python_version, print)
    print(*misuse(*multiprocessing.Pipe(duplex=False)), sep="\n")


if __name__ == "__main__":
    main()
