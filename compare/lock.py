"""A lock file that the operating system lets go of when its holder dies."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if os.name == "nt":
    import msvcrt
else:
    import fcntl


@contextmanager
def locked(path: Path, echo: Callable[[str], None], waiting: str) -> Iterator[None]:
    """Hold a lock file for as long as the block lasts.

    Args:
        path: the lock file; it stays, only the lock on it comes and goes.
        echo: told `waiting`, once, when another process holds the lock.
        waiting: the sentence for that.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = _take(path, echo, waiting)
    try:
        yield
    finally:
        file.close()  # which gives the lock back


def _take(path: Path, echo: Callable[[str], None], waiting: str) -> BinaryIO:
    while True:
        file = open(path, "a+b")  # noqa: SIM115 (given to the caller)
        try:
            if not _lock(file, wait=False):
                echo(waiting)
                while not _lock(file, wait=True):
                    pass
            if _still_there(file, path):
                return file
        except BaseException:  # Ctrl-C too, while it waits
            file.close()
            raise
        file.close()  # `invoke clean` removed the file meanwhile: the next holder would use another


def _still_there(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


if os.name == "nt":

    def _lock(file: BinaryIO, wait: bool) -> bool:
        """Lock the first byte; waiting takes up to ten seconds at a time."""
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _lock(file: BinaryIO, wait: bool) -> bool:
        """Lock the whole file; a file system without locks counts as locked."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True
