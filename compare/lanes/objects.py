"""Shared memory, semaphores and temporary files that an example left behind: named, and removed."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from compare.lanes import tree
from compare.lanes.platform import own_shared_memory, shared_memory_of, shared_objects, used_by_others

# Runtimes and kept servers keep these in their temporary folder for as long as they live.
RUNTIME_FILES = ("pymp-", "dotnet-diagnostic-", "clr-debug-pipe-", ".dotnet", "CoreFxPipe_", tree.KEPT)
RUNTIME_OBJECTS = ("clr-", "dotnet-")  # CoreCLR's own, for its diagnostics


def shared_by(pid: int | None) -> frozenset[str]:
    """Names of the shared memory and semaphores that a worker sees; none where there is no worker."""
    return frozenset() if pid is None else shared_objects(shared_memory_of(pid))


def cleared(pid: int, before: frozenset[str], folder: Path, workers: Iterable[int]) -> list[str]:
    """Remove what a worker's example left behind.

    Args:
        pid: the worker's process id.
        before: the shared objects that were there before.
        folder: the worker's temporary folder.
        workers: process ids of all workers, for where they share /dev/shm with other programs.

    Returns:
        what there was, for a report; whatever could not be removed says so.
    """
    shared = _new_shared(pid, before, workers)
    for name in shared:
        (shared_memory_of(pid) / name).unlink(missing_ok=True)
    return [f"shared memory {name}" for name in shared] + _files(folder)


def _files(folder: Path) -> list[str]:
    try:
        entries = [one for one in os.scandir(folder) if not one.name.startswith(RUNTIME_FILES)]
    except OSError as error:
        return [f"no temporary folder ({error.strerror})"]
    named = []
    for entry in entries:
        name = os.fsencode(entry.name).decode("utf-8", "backslashreplace")
        try:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)
        except OSError as error:  # nor can we later: whoever reads the report has to
            name += f" (it cannot be removed: {error.strerror})"
        named.append(f"temporary file {name}")
    return named


def _new_shared(pid: int, before: frozenset[str], workers: Iterable[int]) -> list[str]:
    """Shared memory and semaphores that came since, and are not another run's."""
    if own_shared_memory():
        return sorted(_since(pid, before))
    # One that another run is just making belongs to nobody yet: what is seen twice counts.
    return sorted(_unowned(pid, before, workers) and _unowned(pid, before, workers, after_s=0.05))


def _since(pid: int, before: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in shared_by(pid) - before if not name.startswith(RUNTIME_OBJECTS))


def _unowned(
    pid: int, before: frozenset[str], workers: Iterable[int], after_s: float = 0.0
) -> frozenset[str]:
    time.sleep(after_s)
    new = _since(pid, before)
    if not new:
        return new
    ours = {os.getpid(), *workers}
    ours |= {child for worker in workers for child in tree.below(worker)}
    others = used_by_others(new, frozenset(ours))
    return (new - others) & shared_objects()  # another run's may also have gone meanwhile
