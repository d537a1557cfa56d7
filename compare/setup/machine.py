"""What machine a record was made on."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

NEEDED_PYTHON = (3, 11)
SHARED_MEMORY = Path("/dev/shm")  # Linux's folder of shared memory and semaphores
LONGEST_TEMP = 48  # a socket's path must fit, with what a Manager adds to it


def describe() -> dict[str, Any]:
    """System, processor, cores and load, as far as this system tells them."""
    return {
        "name": platform.node(),
        "system": platform.system(),
        "release": platform.release(),
        "architecture": platform.machine(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "ci": bool(os.environ.get("CI")),
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor()
