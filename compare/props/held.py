"""What several share, its gap before each write held open: who exclude each other is judged by it.

    gap = Gap(parties=2, moment_s=0.01)          # judges a lock: a right text never has two there
    gap = Gap(parties=workers, moment_s=10.0)    # forces the exact loss: all have read before any writes
    years = HeldItems({"year": 2000}, gap)       # for years["year"] += 1
    counter = HeldAttributes(gap, value=0)       # for counter.value += 1
    gap = Gap(2, 0.01, context=context)          # across processes; given to children when they are started

A delay can weaken the proof, never falsify it. While another of them computes, or waits for a processor, a moment lasts
longer: 50 ms at most.
"""

from __future__ import annotations

import os
import threading

from compare.worker.moment import stand
from compare.worker.proc import descendants

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.context import BaseContext
    from typing import Any


class Gap:
    """Where writers stand until so many stand there, or a moment has passed.

    Args:
        parties: how many let each other go on.
        moment_s: how long each waits for them.
        most: how many writes are held; those that follow are free. A right text pays a moment for each.
        context: of multiprocessing, where the writers are processes.
        in_vain: so many writes in a row at which nobody came: nobody will, and those that follow are free.
    """

    def __init__(
        self,
        parties: int,
        moment_s: float,
        most: int = 64,
        context: BaseContext | None = None,
        in_vain: int = 12,
    ) -> None:
        self.parties, self.moment_s, self.most, self.in_vain = parties, moment_s, most, in_vain
        self._come: Any = context.Condition() if context else threading.Condition()
        self._root = os.getpid() if context else 0  # of the writers and of whoever serves them
        # Numbers that all see: who stands here, how many groups have gone on, how many stood here ever, and how many
        # in vain since a group went on.
        self._seen: Any = context.Array("q", 4, lock=False) if context else [0, 0, 0, 0]

    def stand(self) -> None:
        """Wait here before a write."""
        with self._come:
            if self._seen[2] >= self.most or self._seen[3] >= self.in_vain:
                return
            group = self._seen[1]
            self._seen[0] += 1
            self._seen[2] += 1
            if self._seen[0] >= self.parties:
                self._go_on()
                return
            if not stand(
                self._come, lambda: self._seen[1] != group, self.moment_s, processes=self._processes
            ):
                self._seen[0] -= 1
                self._seen[3] += 1

    def release(self) -> None:
        """Let go who stands here, and hold nobody any more; the rescue of those that never meet."""
        with self._come:
            self._seen[2] = self.most
            self._go_on()

    def again(self) -> None:
        """Hold again as in the beginning: a trial begins, and nobody stands here."""
        with self._come:
            self._seen[0] = self._seen[2] = self._seen[3] = 0

    def _processes(self) -> tuple[int, ...]:
        return (self._root, *descendants(self._root)) if self._root else (os.getpid(),)

    def _go_on(self) -> None:
        self._seen[0] = self._seen[3] = 0
        self._seen[1] += 1
        self._come.notify_all()


class HeldItems:
    """A dict or list, or a proxy of one; each write of an item waits in the gap first."""

    def __init__(self, items: Any, gap: Gap) -> None:
        self._items, self._gap = items, gap

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # while it is being unpickled there is nothing to ask
            raise AttributeError(name)
        return getattr(self._items, name)

    def __getitem__(self, key: Any) -> Any:
        return self._items[key]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __contains__(self, key: Any) -> bool:
        return key in self._items

    def __setitem__(self, key: Any, value: Any) -> None:
        self._gap.stand()
        self._items[key] = value

    def __delitem__(self, key: Any) -> None:
        self._gap.stand()
        del self._items[key]

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Write several."""
        self._gap.stand()
        self._items.update(*args, **kwargs)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """Write one that is not there."""
        self._gap.stand()
        return self._items.setdefault(key, default)

    def pop(self, *args: Any) -> Any:
        """Take one out."""
        self._gap.stand()
        return self._items.pop(*args)

    def append(self, item: Any) -> None:
        """Write one at the end."""
        self._gap.stand()
        self._items.append(item)


class HeldAttributes:
    """An object with these attributes; each write of one waits in the gap first."""

    def __init__(self, gap: Gap, **attributes: Any) -> None:
        self.__dict__.update(attributes)
        self.__dict__["_gap"] = gap

    def __setattr__(self, name: str, value: Any) -> None:
        self._gap.stand()
        self.__dict__[name] = value
