"""What a client of a Dask cluster sees come opens gates: the next call ends when the result of the last one is here.

with Arrivals(client, watch, count):
    example.together(client, Watched(...), orders)      # whose calls wait at "1 came", "2 came" …
"""

from __future__ import annotations

import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from distributed import Client

LOOK_S = 0.001


class Arrivals:
    """Opens a gate for each result that has come to the client, while the block lasts.

    Args:
        client: its futures are looked at.
        watch: the trial's trace; its gates are "1 came" and so on.
        count: how many calls there are.
    """

    def __init__(self, client: Client, watch: Any, count: int) -> None:
        self._client, self._watch, self._count = client, watch, count
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        for number in range(1, self._count):
            while self._come() < number and not self._over.wait(LOOK_S):
                pass
            self._watch.open_gate(f"{number} came")

    def _come(self) -> int:
        return sum(one.status in ("finished", "error") for one in list(self._client.futures.values()))
