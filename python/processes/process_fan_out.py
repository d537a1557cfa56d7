"""How does a program start several processes, wait for all of them, and learn which ones failed?

Start all, then join all: the wait for the slowest covers all others. To see each end when it comes, wait for
the children's sentinels: a sentinel is ready when its process has ended. C# has `Task.WhenEach` for that.
`join` does not tell how a child ended: look at `exitcode`, or a failure goes unnoticed.
"""

import multiprocessing.connection
import sys


def one_by_one(children, collected):
    for number, child in enumerate(children):
        child.start()
        child.join()
        collected(number, child.exitcode)


def join_in_order(children, collected):
    for child in children:
        child.start()
    for number, child in enumerate(children):
        child.join()
        collected(number, child.exitcode)


def as_they_end(children, collected):
    for child in children:
        child.start()
    running = {child.sentinel: number for number, child in enumerate(children)}
    while running:
        for sentinel in multiprocessing.connection.wait(running):  # several may have ended
            number = running.pop(sentinel)
            children[number].join()
            collected(number, children[number].exitcode)


def main():
    for way in (one_by_one, join_in_order, as_they_end):
        print(f"{way.__name__}: child and exit code")
        way([multiprocessing.Process(target=sys.exit, args=(code,)) for code in (0, 3, 0)], print)


if __name__ == "__main__":
    main()
