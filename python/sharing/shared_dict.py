"""A process fills a dict and turns a list round, while another one looks at both.

A manager is a server process that keeps objects for others. They have proxies, which send each call to it,
also over a network. That is slow, but takes any type; `Value` and `Array` hold numbers only. What a proxy
hands out is a copy: whoever changes a list inside the dict changes the copy, and has to store it again.

The source material gives the writing and the printing to a pool and prints the full dict. Nothing there
makes the second job wait for the first: it may print nothing, or a part. Here it looks three times, and
the gates say when. Only a `Lock` or a `join` puts processes in order; sharing does not.
"""

import multiprocessing
from pathlib import Path
from tempfile import TemporaryDirectory

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    answer = {"views": None, "nested": None, "stored_again": None, "count": None}
    if state.variant == "lock":
        return answer | {"count": with_lock(state.per_worker, trace)}
    return answer | with_writer(state.n, trace)


def with_writer(n, trace):
    # [step: share a dict and a list]
    with processes.Manager() as manager:
        entries, numbers = manager.dict(), manager.list(range(n))
        writer = processes.Process(target=write, args=(entries, numbers, trace))
        writer.start()
        # [step: look too early]
        views = [look(entries, numbers, trace)]
        trace.open_gate("the first look is over")
        # [step: look halfway]
        trace.wait_gate("one entry is there")
        views.append(look(entries, numbers, trace))
        trace.open_gate("the second look is over")
        # [step: look when the writer has ended]
        writer.join()
        views.append(look(entries, numbers, trace))
        # [step: change what lies inside]
        entries["inner"], entries["outer"] = [1], [1]
        entries["inner"].append(2)
        taken = entries["outer"]
        taken.append(2)
        entries["outer"] = taken
        return {"views": views, "nested": entries["inner"], "stored_again": entries["outer"]}


# [step: the writer]
# A dict takes keys of any type. The types are the source's.
def write(entries, numbers, trace):
    trace.wait_gate("the first look is over")
    entries[1] = "1"
    trace.event("step", item="first entry")
    trace.open_gate("one entry is there")
    trace.wait_gate("the second look is over")
    entries["2"] = 2
    entries[0.25] = None
    numbers.reverse()
    trace.event("step", item="all entries")


# JSON knows texts as keys only: a key that is a text stands in quotes here.
def look(entries, numbers, trace):
    view = {"entries": {repr(key): value for key, value in entries.items()}, "numbers": numbers[:]}
    trace.event("step", item="look")
    return view


# Two processes and a file. A lock may be given to a child when it is started.
def with_lock(per_worker, trace):
    # [step: count in two processes]
    with TemporaryDirectory() as folder:
        file, lock = Path(folder, "count"), processes.Lock()
        file.write_text("0")
        workers = [processes.Process(target=count, args=(lock, file, per_worker, trace)) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return int(file.read_text())


# [step: count under the lock]
def count(lock, file, per_worker, trace):
    for _ in range(per_worker):
        # Both want the lock at the same moment, each time.
        trace.rendezvous("both at the door", 2)
        with lock, trace.span("inside"):
            number = int(file.read_text())
            file.write_text(str(number + 1))


if __name__ == "__main__":
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
