"""Jobs that wrap an example's own function: they say when they ran and where, and meet one another.

A job is an object of this module, so any process can unpickle it; the function that it wraps must be importable.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from compare.props.children import Notes


class Job:
    """Calls what it wraps inside a span.

    Args:
        inner: the example's own function.
        watch: the trial's trace.
        span: the span's name; its item is the first argument, or that one's `name`.
        meet: how many must have begun before any goes on.
        hold: a gate's name, in which {} is the item: what the job waits for when it has called the function.
        notes: gets "span item pid" at the beginning.
    """

    def __init__(
        self,
        inner: Callable[..., Any],
        watch: Any,
        span: str = "job",
        *,
        meet: int = 0,
        hold: str = "",
        notes: Notes | None = None,
    ) -> None:
        self.inner, self.watch, self.span = inner, watch, span
        self.meet, self.hold, self.notes = meet, hold, notes

    def __call__(self, *args: Any) -> Any:
        """Run the function, where and when the program says."""
        first = getattr(args[0], "name", args[0]) if args else None
        item = first if isinstance(first, int | str) else None
        if self.notes is not None:
            self.notes.add(self.span, item, os.getpid())
        with self.watch.span(self.span, item=item):
            if self.meet:
                self.watch.rendezvous(f"all at {self.span}", self.meet)
            try:
                return self.inner(*args)
            finally:
                if self.hold:
                    self.watch.wait_gate(self.hold.format(item))
