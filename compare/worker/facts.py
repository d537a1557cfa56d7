"""What a hello says of this interpreter; found without importing anything heavy."""

from __future__ import annotations

import os
import re
import sys
from importlib.util import find_spec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What examples may use beyond the standard library.
MODULES = ("distributed", "numpy", "pythonnet", "tenacity")


def facts() -> dict[str, Any]:
    """Version, build, GIL, processors and packages of this interpreter."""
    return {
        "pid": os.getpid(),
        "version": sys.version.split()[0],
        "implementation": sys.implementation.name,
        "build": sys.version,
        "executable": sys.executable,
        "gil": getattr(sys, "_is_gil_enabled", lambda: True)(),
        "free_threaded": "free-threading" in sys.version,
        "processors": os.cpu_count(),
        "start_method": start_method(),
        "modules": {name: _version(name) for name in MODULES},
        "shared_memory": has_shared_memory(),
    }


def has_shared_memory(folder: str = "/dev/shm") -> bool:
    """Whether multiprocessing's locks, queues and pools can be made: on Linux they are files in a folder.

    Args:
        folder: that folder.
    """
    if not sys.platform.startswith("linux"):
        return True
    path = os.path.join(folder, f"parallax-{os.getpid()}")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        os.unlink(path)
    except OSError:
        return False
    return True


def start_method() -> str:
    """How multiprocessing starts a process here where a text names no way; importing it would cost 10 ms."""
    if not sys.platform.startswith("linux"):
        return "spawn"
    return "fork" if sys.version_info < (3, 14) else "forkserver"


def _version(name: str) -> str | None:
    """A package's version by the name of its metadata folder; importlib.metadata costs 30 ms."""
    spec = find_spec(name)
    if spec is None or not spec.origin:
        return None
    site = os.path.dirname(os.path.dirname(spec.origin))
    stamp = re.compile(rf"{name}-([^-]+)(-[^-]+)?\.(dist|egg)-info", re.IGNORECASE)
    found = [match[1] for entry in os.listdir(site) if (match := stamp.fullmatch(entry))]
    return found[0] if found else "unknown"
