"""Makes a lock in each child, which keeps nobody out."""

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
    with processes.Manager() as manager:
        entries, numbers = manager.dict(), manager.list(range(n))
        writer = processes.Process(target=write, args=(entries, numbers, trace))
        writer.start()
        views = [look(entries, numbers, trace)]
        trace.open_gate("the first look is over")
        trace.wait_gate("one entry is there")
        views.append(look(entries, numbers, trace))
        trace.open_gate("the second look is over")
        writer.join()
        views.append(look(entries, numbers, trace))
        entries["inner"], entries["outer"] = [1], [1]
        entries["inner"].append(2)
        taken = entries["outer"]
        taken.append(2)
        entries["outer"] = taken
        return {"views": views, "nested": entries["inner"], "stored_again": entries["outer"]}


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


def look(entries, numbers, trace):
    view = {"entries": {repr(key): value for key, value in entries.items()}, "numbers": numbers[:]}
    trace.event("step", item="look")
    return view


def with_lock(per_worker, trace):
    with TemporaryDirectory() as folder:
        file = Path(folder, "count")
        file.write_text("0")
        workers = [processes.Process(target=count, args=(file, per_worker, trace)) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return int(file.read_text())


def count(file, per_worker, trace):
    lock = processes.Lock()
    for _ in range(per_worker):
        trace.rendezvous("both at the door", 2)
        with lock, trace.span("inside"):
            number = int(file.read_text())
            trace.rendezvous("both have read", 2)
            file.write_text(str(number + 1))
