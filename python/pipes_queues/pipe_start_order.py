"""Why does a program hang that does the right things in the wrong order?

A parent that reads before it starts the writer waits forever. So does one that joins before it reads, if the
child's `send` waits for room in a full pipe (64 KB on Linux): a deadlock, a circular wait. C# is the same.
"""

import multiprocessing
from functools import partial


def right_order(start, reader, patience):
    child = start()
    message = reader.recv()
    child.join()
    return message, False  # the message, and whether we had to give up


def starts_late(start, reader, patience):
    gave_up = not reader.poll(patience)  # `recv` would wait forever
    message, _ = right_order(start, reader, patience)
    return message, gave_up


def joins_early(start, reader, patience):
    unread = start()
    unread.join(patience)  # without a limit it would wait forever; it does not tell how it ended
    gave_up = unread.is_alive()
    message = reader.recv()
    unread.join()
    return message, gave_up


def main():
    def start(writer):
        child = multiprocessing.get_context("spawn").Process(target=writer.send, args=("x" * 200_000,))
        child.start()
        return child

    for order in (right_order, starts_late, joins_early):
        reader, writer = multiprocessing.Pipe(duplex=False)
        print(order.__name__, "gave up:", order(partial(start, writer), reader, 0.3)[1])


if __name__ == "__main__":
    main()
