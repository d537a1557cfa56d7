"""A source that counts, and a consumer that is held: how far did the producer get meanwhile?

    source = Source(range(8), watch)
    consumer = Consumer(source, watch)
    await example.hand_over(source, 3, consumer)     # `consumer` is a coroutine function of one message
    consumer.taken             # every message that came, in order
    consumer.made_while_held   # how many the source had made when nobody could go on any more

The first message is held until all who can go on without its consumer have (`rest.at_rest`): no clock decides. For
threads: give `consumer.take`, and let the scene's own thread call `consumer.release` once the program stands still
(`stillness.Call.still`). In a timed trial nothing is held.

Trace: events `made` and `taken`, each with its message where that is a number or a text; and a span `put` from a
message's making until the producer asks for the next one: all that time it hands the message over.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from compare.props.rest import at_rest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

LIMIT_S = 10.0


class Source:
    """Its items, one after the other, by `for` and by `async for`.

    Args:
        items: what it gives.
        watch: the trial's trace.

    Attributes:
        made: how many were asked for so far.
    """

    def __init__(self, items: Iterable[Any], watch: Any) -> None:
        self._items, self._watch, self.made = iter(items), watch, 0

    def __iter__(self) -> Iterator[Any]:
        for item in self._items:
            self.made += 1
            label = _label(item)
            with self._watch.span("put", item=label):  # until the next one is asked for
                self._watch.event("made", item=label)
                yield item

    async def __aiter__(self) -> AsyncIterator[Any]:
        for item in self:
            yield item


class Consumer:
    """Takes messages, and holds the first one.

    Args:
        source: what is counted.
        watch: the trial's trace.

    Attributes:
        taken: the messages, in the order in which they came.
        made_while_held: what the source had made by the end of the hold; None if nothing came.
    """

    def __init__(self, source: Source, watch: Any) -> None:
        self.taken: list[Any] = []
        self.made_while_held: int | None = None
        self._source, self._watch = source, watch
        self._free = threading.Event()

    async def __call__(self, message: Any) -> None:
        """Take a message, in an event loop."""
        if not self._keep(message):
            return
        await at_rest()
        self.made_while_held = self._source.made

    def take(self, message: Any) -> None:
        """Take a message, in a thread; the first one waits for `release`."""
        if self._keep(message):
            self._free.wait(LIMIT_S)

    def release(self) -> None:
        """Note how far the source is, and let the first message go on."""
        if self.made_while_held is None:
            self.made_while_held = self._source.made
        self._free.set()

    def _keep(self, message: Any) -> bool:
        self.taken.append(message)
        self._watch.event("taken", item=_label(message))
        return self._watch.observed and len(self.taken) == 1


def _label(message: Any) -> int | str | None:
    return message if isinstance(message, (int, str)) else None
