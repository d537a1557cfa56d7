"""The package index that pip is set to, PyPI by default."""

from __future__ import annotations

import tempfile

from compare.setup.sources.base import CannotServe, SetUp, step
from compare.setup.sources.pip import QUICK, install, pip
from compare.setup.sources.venv import make_venv, own_python


def from_index(setup: SetUp) -> dict[str, str]:
    """Install everything from the index; gives what is missing, and why."""
    make_venv(setup, own_python(), system=False)
    with step(setup, "asking the package index"):
        _probe(setup)
    with step(setup, "installing from the package index"):
        return install(setup, setup.dependencies, (), "not in the package index")


def _probe(setup: SetUp) -> None:
    """One small download, so that an unreachable index is noticed within seconds."""
    small = next(one.text for one in setup.dependencies if one.needed)
    with tempfile.TemporaryDirectory(prefix="plx") as folder:
        options = ["-q", "--no-deps", "--no-cache-dir", *QUICK, "-d", folder, small]
        if pip(setup, "download", options, limit_s=20, without=["PIP_FIND_LINKS"]):
            raise CannotServe("not reachable")
