"""Which environment variables examples see: a secret of the caller's, or a switch of a runtime, is none of theirs."""

from __future__ import annotations

import os
from collections.abc import Mapping

EVERYWHERE = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ")
LIBRARIES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64")
WINDOWS = (
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "WINDIR",
    "COMSPEC",
    "PATHEXT",
    "USERPROFILE",
    "USERNAME",
    "HOMEDRIVE",
)
WINDOWS_FOLDERS = ("HOMEPATH", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES", "PROGRAMFILES(X86)")
PASSED = {*EVERYWHERE, *LIBRARIES, *WINDOWS, *WINDOWS_FOLDERS}
PASSED_LIKE = ("LC_",)
# What makes workers alike on every machine.
SET = {
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONFAULTHANDLER": "1",  # what hangs or crashes says where each of its threads stood
    "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",
    "DOTNET_gcServer": "0",
}
# What a lane of a user's own may set otherwise: in its words, and as the runtime reads it.
DOTNET_SETTINGS = {
    "server_gc": "DOTNET_gcServer",
    "concurrent_gc": "DOTNET_gcConcurrent",
    "tiered_compilation": "DOTNET_TieredCompilation",
    "tiered_pgo": "DOTNET_TieredPGO",
}
GIL = "PYTHON_GIL"


def environment(token: str, ours: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a worker inherits.

    Args:
        token: the run's, by which its processes are found.
        ours: the harness's variables; by default those of this process.
    """
    ours = os.environ if ours is None else ours
    return {key: value for key, value in ours.items() if is_passed(key)} | SET | {"PARALLAX_RUN": token}


def is_passed(name: str) -> bool:
    """Whether a variable of the caller's is one that examples may see; in any case of letters, as on Windows."""
    return name.upper() in PASSED or name.upper().startswith(PASSED_LIKE)
