"""A worker is killed in the middle of a task: what is lost, what is run again, what happens twice?

The scheduler gives a dead worker's task to another one, and tells the caller nothing. An effect that the task has had
happens twice: at-least-once. An idempotent task looks first, outside its worker, what has happened. A result lies in
its worker's memory and dies with it: the task is run again. After four deaths it is given up (KilledWorker).
"""

import os
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

from distributed import Client, wait


def call(client, charge, ledger, order):
    """Asked for once; if the worker dies, another one runs it again."""
    return client.submit(charge, ledger, order, pure=False).result()


def idempotent(client, charge, ledger, order):
    """Run again as well, and charged once all the same."""
    return client.submit(charge, ledger, order, once=True, pure=False).result()


def held(client, charge, ledger, order, lose):
    """The task has ended, and then the worker that holds its result dies."""
    future = client.submit(charge, ledger, order, pure=False)
    wait(future)
    lose()
    return future.result()


def charge(ledger, order, once=False):
    """What runs in a worker; its effect, a line of a file, outlives it."""
    if not once or order not in Path(ledger).read_text().splitlines():
        with open(ledger, "a") as file:
            file.write(f"{order}\n")
    return f"receipt of {order}"


def main():
    with Client(n_workers=2, dashboard_address=None) as client, NamedTemporaryFile() as ledger:
        end_all = partial(client.run, os._exit, 1, on_error="ignore")  # without a clean-up, as a kill does
        print(held(client, charge, ledger.name, "order-1", end_all), "and the ledger has:", ledger.read())


if __name__ == "__main__":
    main()
