"""What does a new process find of its parent's changes, and what does each way of starting one cost?

`spawn` starts a new interpreter, which imports the module again: it does not have the parent's changes.
`fork` copies the parent. That is fast but dangerous: only one thread is copied, and a lock that another
thread held stays locked. Since 3.12 a fork of a program with threads is a DeprecationWarning. `forkserver`
starts a clean server once, which forks. .NET can only spawn. spawn works everywhere; it is the default on
Windows and macOS. On Linux the default was fork, and is forkserver since 3.14. So name it: by `get_context`,
or by `set_start_method` for the whole program.
"""

import multiprocessing
import queue
import threading
import time

greeting = "as at the start"


def spawn(count, job):
    return in_processes(multiprocessing.get_context("spawn"), count, job)


def set_spawn(count, job):
    """It chooses for the whole program, so a library should not do it. The second time needs force=True."""
    multiprocessing.set_start_method("spawn", force=True)
    return in_processes(multiprocessing, count, job)


def fork(count, job):
    return in_processes(multiprocessing.get_context("fork"), count, job)


def forkserver(count, job):
    return in_processes(multiprocessing.get_context("forkserver"), count, job)


def thread(count, job):
    """Threads share everything, and cost next to nothing."""
    return heard(threading.Thread, queue.SimpleQueue(), count, job)


def in_processes(context, count, job):
    return heard(context.Process, context.SimpleQueue(), count, job)


def heard(kind, answers, count, job):
    children = [kind(target=answer, args=(job, number, answers)) for number in range(count)]
    for child in children:
        child.start()
    replies = [answers.get() for _ in children]
    for child in children:
        child.join()
    return replies


def answer(job, number, answers):
    answers.put(job(number))


def look(number):
    return f"child {number} finds it {greeting}"


def main():
    global greeting
    greeting = "as changed"
    for way in (spawn, set_spawn, fork, forkserver, thread):
        began = time.perf_counter()
        replies = way(2, look)
        print(f"{way.__name__:10} {time.perf_counter() - began:.3f} s  {sorted(replies)}")


if __name__ == "__main__":
    main()
