"""What a Python process calls of C# that runs inside it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Bridge:
    """The methods of the worker's class InProcess, whichever way they are called.

    Finding a method may cost as much as calling it: each is bound once.
    """

    def __init__(
        self,
        facts: Callable[[], str],
        process_id: Callable[[], int],
        handle: Callable[[str], str],
        begin: Callable[[int], None],
        once: Callable[[], bool],
        end: Callable[[int, int], str],
        collect: Callable[[], None],
    ) -> None:
        self.facts, self.process_id, self.handle = facts, process_id, handle
        self.begin, self.once, self.end, self.collect = begin, once, end, collect
