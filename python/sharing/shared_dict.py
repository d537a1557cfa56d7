"""One process fills a dict and another looks at it: what does it see, and what is lost?

A manager is a server process that keeps objects for others. They have proxies, and each call is a message to
it. Sharing does not set an order: a look before the writer has ended shows nothing, a part, or all. A `join`
sets the order; a lock only keeps others out. A value that a proxy returns is a copy, and a change of it is
lost unless it is stored again. A nested object of the manager comes out as a proxy. C#'s dictionary returns
the object itself.
"""

import multiprocessing
from pathlib import Path
from tempfile import TemporaryDirectory

processes = multiprocessing.get_context("spawn")


def shared(fill, look):
    """Look while another process fills the dict, and again when it has ended."""
    with processes.Manager() as manager:
        entries = manager.dict()
        writer = processes.Process(target=fill, args=(entries,))
        writer.start()
        look(entries)
        writer.join()
        look(entries)


def nested(entries):
    entries["inner"].append(2)  # it changes what the dict returns: a copy, or a proxy


def stored_again(entries):
    inner = entries["inner"]
    inner.append(2)
    entries["inner"] = inner  # the changed copy is stored again


def lock(lock, file, times):
    """Two processes count in one file; a lock is given to them when they are started."""
    workers = [processes.Process(target=count, args=(lock, file, times)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def count(lock, file, times):
    for _ in range(times):
        with lock:
            number = int(file.read_text())
            file.write_text(str(number + 1))


def fill(entries):
    entries.update({1: "1", "2": 2, 0.25: None})


def look(entries):
    print("seen:", dict(entries))


def main():
    shared(fill, look)
    with processes.Manager() as manager:
        for change, inner in ((nested, [1]), (stored_again, [1]), (nested, manager.list([1]))):
            entries = manager.dict(inner=inner)
            change(entries)
            print(f"{change.__name__}, {type(inner).__name__}: {entries['inner'][:]}")
    with TemporaryDirectory() as folder:
        file = Path(folder, "count")
        file.write_text("0")
        lock(processes.Lock(), file, 100)
        print("counted:", file.read_text())


if __name__ == "__main__":
    main()
