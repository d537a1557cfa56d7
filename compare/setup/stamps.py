"""What tells whether something was built from the sources as they are: hashes of these, and of what was built."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

SOURCES = {".cs", ".csproj", ".props", ".targets", ".slnx", ".slnf", ".json"}
# Of a chapter. By the name that NuGet gives a lock, a file of it that is run by itself would write it anew.
LOCK = "packages.chapter.lock.json"


def sources_hash(places: Iterable[Path], properties: Iterable[str]) -> str:
    """What all sources contain, as one hash.

    Args:
        places: files, and folders without the chapters in them that are built apart.
        properties: what else the build is told.
    """
    digest = hashlib.sha256("\0".join(properties).encode())
    for place in places:
        for path in _sources(place):
            digest.update(f"{path}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def outputs_hash(outputs: Iterable[Path]) -> str:
    """Names, sizes and times of all files beside a build's outputs, as one hash; empty where any lacks."""
    outputs = tuple(outputs)
    if not all(path.exists() for path in outputs):
        return ""
    digest = hashlib.sha256()
    for folder in sorted({path.parent for path in outputs}):
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            facts = entry.stat()
            digest.update(f"{entry.path}\0{facts.st_size}\0{facts.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _sources(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    for folder, below, names in os.walk(place):
        below[:] = sorted(one for one in below if one not in ("bin", "obj") and not _apart(Path(folder, one)))
        yield from (Path(folder, name) for name in sorted(names) if os.path.splitext(name)[1] in SOURCES)


def _apart(folder: Path) -> bool:
    """Whether it is a chapter that is built apart: it has a lock of packages of its own."""
    return (folder / LOCK).exists()
