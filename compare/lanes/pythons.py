"""Python interpreters by version: on the PATH, in pyenv's and uv's folders, and in those that a user names."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from compare.lanes.interpreter import build_of

VERSION = re.compile(r"(\d+\.\d+)(\.\d+)?(t?)")


def interpreter_at(wanted: str, beside: Path, folders: Sequence[Path] = ()) -> tuple[str, str]:
    """The interpreter that a user means.

    Args:
        wanted: a path, a name on the PATH, or a version: `3.13`, `3.13.5`, `3.13t` for a free-threaded build.
        beside: the folder that a relative path starts from.
        folders: where to look for a version first: each an installation, or a folder of some.

    Returns:
        its path and an empty text, or an empty path and why there is none.
    """
    if VERSION.fullmatch(wanted):
        return _of_version(wanted, folders)
    path = os.path.expanduser(wanted)
    found = shutil.which(beside / path if os.path.dirname(path) else path)
    if found:
        return os.path.abspath(found), ""
    return "", f"there is no interpreter at {wanted}, nor of that name on the PATH"


def _of_version(wanted: str, folders: Sequence[Path]) -> tuple[str, str]:
    for program in dict.fromkeys(_candidates(wanted, folders)):
        build = build_of(program)
        if build.endswith("t") == wanted.endswith("t") and _covers(wanted, build):
            return os.path.abspath(program), ""
    kind = "free-threaded Python" if wanted.endswith("t") else "Python"
    named = "".join(f"in {folder}, " for folder in folders)
    places = f"{named}on the PATH, nor where pyenv and uv keep theirs; `folders` in lanes.toml names others"
    return "", f"there is no {kind} {wanted.rstrip('t')} {places}"


def _covers(wanted: str, build: str) -> bool:
    return f"{build.rstrip('t')}.".startswith(f"{wanted.rstrip('t')}.")


def _candidates(wanted: str, folders: Sequence[Path]) -> Iterator[str]:
    """Programs that may be of a version, the likeliest first."""
    named = VERSION.fullmatch(wanted)
    name = f"python{named[1]}{named[3]}" if named else wanted
    for folder in folders:
        yield from _installed(folder, name)
    for folder in os.get_exec_path():
        for one in (name, "python3", "python"):
            if found := shutil.which(one, path=folder):
                yield found
    for folder in (_pyenv(), _uv()):
        yield from _installed(folder, name)


def _installed(folder: Path, name: str) -> Iterator[str]:
    """A folder's own interpreter, and those of the installations in it, the newest first."""
    try:
        inside = sorted((one for one in folder.iterdir() if one.is_dir()), key=_numbers, reverse=True)
    except OSError:
        return
    programs = (f"{name}.exe", "python.exe") if os.name == "nt" else (f"bin/{name}",)
    for home in (folder, *inside):
        yield from (str(home / one) for one in programs if os.access(home / one, os.X_OK))


def _numbers(path: Path) -> tuple[list[int], str]:
    return [int(one) for one in re.findall(r"\d+", path.name)], path.name


def _pyenv() -> Path:
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    return root / "pyenv-win" / "versions" if os.name == "nt" else root / "versions"


def _uv() -> Path:
    if own := os.environ.get("UV_PYTHON_INSTALL_DIR"):
        return Path(own)
    if os.name == "nt":
        return Path(os.environ.get("APPDATA") or Path.home()) / "uv" / "python"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "uv" / "python"
