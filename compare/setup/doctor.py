"""What Parallax needs of a machine: found, needed, and the cure for what is missing."""

from __future__ import annotations

import multiprocessing
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from compare.errors import EnvironmentLacks
from compare.setup import native
from compare.setup.build import is_built
from compare.setup.dependencies import Dependency, at_least, declared
from compare.setup.dotnet import CURE, NEEDED_SDK, ask, check_sdk, find_dotnet, major
from compare.setup.home import ROOT
from compare.setup.machine import LONGEST_TEMP, NEEDED_PYTHON, SHARED_MEMORY
from compare.setup.variables import is_passed

NEEDED_CORES = 2
NEEDED_DISK_GB = 0.5
SET_UP = "python3 bootstrap.py list"


@dataclass(frozen=True)
class Requirement:
    """One thing that is needed, or of use."""

    name: str
    found: str
    needed: str
    ok: bool
    cure: str
    required: bool = True  # the main job cannot run without it

    @property
    def state(self) -> str:
        """ok, no, or that it can be done without."""
        return "ok" if self.ok else "no" if self.required else "optional"


def examine(root: Path = ROOT) -> list[Requirement]:
    """Look at this machine; takes a fraction of a second and changes nothing that stays."""
    return [*_python(root), *_dotnet(root), *_machine(), *_folders(root)]


# Python.


def _python(root: Path) -> Iterator[Requirement]:
    needed = ".".join(str(part) for part in NEEDED_PYTHON)
    found = f"{platform.python_version()} ({sys.executable})"
    cure = "Install a newer one from https://www.python.org/downloads and start bootstrap.py with it."
    yield Requirement("Python", found, f"{needed} or newer", sys.version_info >= NEEDED_PYTHON, cure)
    dependencies = declared(root)
    yield _packages([one for one in dependencies if one.needed])
    optional = {one.name: one for one in dependencies if not one.needed}
    for name, use in (("pythonnet", "lane pythonnet"), ("numpy", "variants that use NumPy")):
        if name in optional:
            yield _package(optional[name], use)


def _packages(needed: Sequence[Dependency]) -> Requirement:
    poor = [one for one in needed if not at_least(installed(one.name), one.lowest)]
    lacking = ", ".join(f"{one.name} {installed(one.name) or 'none'} (needed: {one.lowest})" for one in poor)
    found = f"without {lacking}" if poor else f"all {len(needed)}"
    return Requirement("packages", found, ", ".join(one.name for one in needed), not poor, f"Give: {SET_UP}")


def _package(one: Dependency, use: str) -> Requirement:
    found = installed(one.name)
    cure = f'Without it: no {use}. Give: "{sys.executable}" -m pip install "{one.text}"'
    return Requirement(
        one.name, found or "none", f"{one.lowest} or newer", at_least(found, one.lowest), cure, False
    )


def installed(name: str) -> str:
    """The version of an installed distribution; empty where it is not."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


# .NET.


def _dotnet(root: Path) -> Iterator[Requirement]:
    needed = f"{NEEDED_SDK} or newer"
    try:
        dotnet = find_dotnet()
    except EnvironmentLacks as lack:
        yield Requirement(".NET SDK", "none", needed, False, str(lack))
        yield Requirement(".NET runtime", "none", needed, False, CURE)
        yield Requirement("build", *_build_state(root))
        return
    yield _sdk(dotnet, root, needed)
    yield _runtime(dotnet, root, needed)
    yield Requirement("build", *_build_state(root))
    yield from _linker()


def _sdk(dotnet: Path, root: Path, needed: str) -> Requirement:
    found = str(dotnet)
    try:
        lines = ask(dotnet, ["--list-sdks"], root).stdout.splitlines()
        there = ", ".join(line.split()[0] for line in lines if line.strip())
        found = f"{there or 'none'} ({dotnet})"
        check_sdk(dotnet, root / "dotnet")  # which of them is used here, a global.json may decide
    except EnvironmentLacks as lack:
        return Requirement(".NET SDK", found, needed, False, str(lack))
    return Requirement(".NET SDK", found, needed, True, CURE)


def _runtime(dotnet: Path, root: Path, needed: str) -> Requirement:
    try:
        lines = ask(dotnet, ["--list-runtimes"], root).stdout.splitlines()
    except EnvironmentLacks as lack:
        return Requirement(".NET runtime", "none", needed, False, str(lack))
    words = [line.split() for line in lines]
    there = [word[1] for word in words if len(word) > 1 and word[0] == "Microsoft.NETCore.App"]
    fits = any(major(one) >= NEEDED_SDK for one in there)
    return Requirement(".NET runtime", ", ".join(there) or "none", needed, fits, CURE)


def _build_state(root: Path) -> tuple[str, str, bool, str, bool]:
    built = is_built(root)
    cure = "It is built when it is first needed; `invoke build` does it now."
    return "up to date" if built else "not built from these sources", "up to date", built, cure, False


def _linker() -> Iterator[Requirement]:
    if os.name != "nt":  # there the SDK finds Visual Studio's own
        found, needed = native.linker(), " or ".join(native.LINKERS)
        cure = f"Without it: no lanes native and ctypes. {native.CURE}"
        yield Requirement("native linker", found or "none", needed, bool(found), cure, required=False)


# The machine.


def _machine() -> Iterator[Requirement]:
    seen = ", ".join(sorted(filter(is_passed, os.environ)))
    cure = "Examples see these variables and no others; compare/setup/variables.py lists them."
    yield Requirement("variables", seen or "none", "what examples may see", True, cure, False)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    cure = "On fewer cores all pairs still run, but parallel ones show no speed-up."
    yield Requirement("cores", str(cores), f"{NEEDED_CORES} or more", cores >= NEEDED_CORES, cure, False)
    methods = multiprocessing.get_all_start_methods()
    cure = "This Python cannot start processes; use a CPython from https://www.python.org/downloads."
    yield Requirement("start methods", ", ".join(methods), "spawn", "spawn" in methods, cure)


def _folders(root: Path) -> Iterator[Requirement]:
    for folder in (root / "reports", root / ".parallax"):
        found, cure = _writable(folder), f"Make {folder} writable for this user."
        yield Requirement(f"{folder.name}/", found, "writable", found == "writable", cure)
    temp = Path(tempfile.gettempdir()) if _has_temp() else Path("none")
    found = f"{temp} ({_writable(temp)})"
    good = _writable(temp) == "writable"
    yield Requirement(
        "temporary folder", found, "writable", good, "Set TMPDIR to a folder that can be written."
    )
    yield _short_temp(temp)
    free = shutil.disk_usage(root).free / 1e9
    cure = f"Free some space on the disk of {root}."
    yield Requirement("free disk", f"{free:.1f} GB", f"{NEEDED_DISK_GB} GB", free >= NEEDED_DISK_GB, cure)
    yield from _shared_memory()


def _shared_memory() -> Iterator[Requirement]:
    if sys.platform.startswith("linux"):  # elsewhere it is no folder
        found = _writable(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else "none"
        cure = "Variants that need it are skipped: mount -t tmpfs tmpfs /dev/shm"
        yield Requirement(
            "shared memory", f"{SHARED_MEMORY} ({found})", "writable", found == "writable", cure, False
        )


def _has_temp() -> bool:
    try:
        return bool(tempfile.gettempdir())
    except FileNotFoundError:
        return False


def _short_temp(temp: Path) -> Requirement:
    length = len(str(temp))
    short = length <= LONGEST_TEMP or Path("/tmp").is_dir()
    found = f"{length} characters" + ("" if length <= LONGEST_TEMP else ", so /tmp is used")
    cure = "Set TMPDIR to a shorter path: sockets' names have little room."
    return Requirement("its path", found, f"at most {LONGEST_TEMP}", os.name == "nt" or short, cure)


def _writable(folder: Path) -> str:
    """Whether files can be made in a folder, or in the one that it would be made in."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        with tempfile.TemporaryFile(dir=there):
            return "writable"
    except OSError as error:
        return f"not writable: {error.strerror}"


def can_run(requirements: Sequence[Requirement]) -> bool:
    """Whether nothing that is required is missing."""
    return all(one.ok or not one.required for one in requirements)
