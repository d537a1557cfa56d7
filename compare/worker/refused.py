"""A request that went wrong, as an answer; and exceptions in a forked child, which answer nobody."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

LAST_LINES = 20
LONGEST = 4000  # characters of a message
HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep


class Refused(Exception):
    """An error reply in the making; `where` is load, prepare, run, output or protocol."""

    def __init__(self, where: str, error: BaseException) -> None:
        super().__init__(where)
        self.where = where
        self.error = error
        self.events: list[dict[str, Any]] | None = None  # the trace so far, of an observed trial

    def reply(self) -> dict[str, Any]:
        """The error as an answer."""
        error = {
            "where": self.where,
            "type": type(self.error).__name__,
            "message": _message(self.error),
            "trace": _lines(self.error),
        }
        return {"ok": False, "error": error} | ({} if self.events is None else {"trace": self.events})


def end_forked_child(error: BaseException) -> None:
    """End a forked child that raised, as Python itself would end a process; never returns."""
    code = error.code if isinstance(error, SystemExit) else 1
    if not isinstance(error, SystemExit):
        sys.stderr.write(_lines(error) + "\n")
    elif code is not None and not isinstance(code, int):
        sys.stderr.write(f"{code}\n")
        code = 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue
    os._exit((code or 0) & 0xFF)


def _message(error: BaseException) -> str:
    try:
        return str(error)[:LONGEST]
    except Exception as second:  # an example's exception class may be broken itself
        return f"(its message cannot be shown: {type(second).__name__})"


def _lines(error: BaseException) -> str:
    try:
        import traceback

        text = "".join(traceback.format_exception(type(error), error, _outside(error.__traceback__)))
        # Frames keep pools and sockets of the example alive.
        traceback.clear_frames(error.__traceback__)
    except Exception as second:
        return f"(its traceback cannot be shown: {type(second).__name__})"
    return "\n".join(line[:LONGEST] for line in text.splitlines()[-LAST_LINES:])


def _outside(frames: TracebackType | None) -> TracebackType | None:
    """The traceback from the first frame that is not the worker's own."""
    while frames is not None and frames.tb_frame.f_code.co_filename.startswith((HERE, "<frozen importlib")):
        frames = frames.tb_next
    return frames
