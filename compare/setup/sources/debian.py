"""Debian's own packages, for Debian-like systems."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from compare.setup.sources.base import CannotServe, SetUp, complaint, run, step
from compare.setup.sources.venv import make_venv

PYTHON = Path("/usr/bin/python3")  # Debian's packages belong to it, whichever python3 comes first on the PATH
NOT_PACKAGED = frozenset({"pyperf", "pythonnet", "ruff"})
VENV_PACKAGE = "python3-venv"


def from_debian(setup: SetUp) -> dict[str, str]:
    """Install what Debian packages, seen by a venv of its own Python; gives what is missing, and why."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-query") and PYTHON.exists()):
        raise CannotServe("this is no Debian-like system")
    packaged = [one for one in setup.dependencies if one.name not in NOT_PACKAGED]
    lacking = _not_installed([*(package_of(one.name) for one in packaged), VENV_PACKAGE])
    if lacking:
        needed = {VENV_PACKAGE, *(package_of(one.name) for one in packaged if one.needed)}
        with step(setup, f"apt-get install {' '.join(lacking)}"):
            _apt_install(lacking, [package for package in lacking if package in needed])
    make_venv(setup, PYTHON, system=True)
    return {one.name: "not among Debian's packages" for one in setup.dependencies if one not in packaged}


def package_of(name: str) -> str:
    """The Debian package of a Python distribution."""
    return f"python3-{name}"


def _not_installed(packages: Sequence[str]) -> list[str]:
    answer = run(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages], limit_s=60)
    installed = {line.split()[0] for line in answer.stdout.splitlines() if line.endswith(" installed")}
    return [package for package in packages if package not in installed]


def _apt_install(packages: Sequence[str], needed: Sequence[str]) -> None:
    """Install; where that fails, with fresh lists; where that fails too, what is needed, then the others one by one."""
    rights = _rights(packages)
    extras: list[str] = []
    answer = _apt(rights, "install", packages)
    if answer.returncode:
        _apt(rights, "update", [])
        answer = _apt(rights, "install", packages)
    if answer.returncode and needed != packages:
        extras = [package for package in packages if package not in needed]
        answer = _apt(rights, "install", needed)
    if answer.returncode:
        raise CannotServe(f"apt-get: {complaint(answer)}")
    for package in extras:  # one that this Debian does not have must not cost the others
        _apt(rights, "install", [package])


def _apt(rights: Sequence[str], command: str, packages: Sequence[str]) -> subprocess.CompletedProcess[str]:
    options = ["-y", "-q", "--no-install-recommends"] if command == "install" else ["-q"]
    start = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    return run([*start, command, *options, *packages], limit_s=900)


def _rights(packages: Sequence[str]) -> list[str]:
    """What makes us root: nothing, or sudo where it asks for no password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and run(["sudo", "-n", "true"], limit_s=20).returncode == 0:
        return ["sudo", "-n"]
    raise CannotServe(f"needs root; give `sudo apt-get install {' '.join(packages)}` and start again")
