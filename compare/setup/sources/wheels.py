"""A folder of wheels, for machines that do not reach an index."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from compare.setup.dependencies import normalised
from compare.setup.sources.base import CannotServe, SetUp, step
from compare.setup.sources.pip import QUICK, install
from compare.setup.sources.venv import make_venv, own_python

FOLDERS = ("wheels", "../wheels", "../shared/wheels")


def from_wheels(setup: SetUp) -> dict[str, str]:
    """Install everything from the first place that serves us; gives what is missing, and why."""
    places = wheel_places(setup.root, os.environ)
    if not places:
        raise CannotServe("none in PIP_FIND_LINKS, " + ", ".join(f"{name}/" for name in FOLDERS))
    make_venv(setup, own_python(), system=False)
    reasons = []
    for name, links in places:
        try:
            with step(setup, f"installing from {name}"):
                return _install(setup, name, links)
        except CannotServe as reason:
            reasons.append(f"{name}: {reason}")
    raise CannotServe("; ".join(reasons))


def wheel_places(root: Path, environment: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """The places that may hold wheels, by the names that a user knows them by, in the order of trial."""
    named = [os.path.expanduser(link) for link in environment.get("PIP_FIND_LINKS", "").split()]
    candidates = [("PIP_FIND_LINKS", named), *((name, [str((root / name).resolve())]) for name in FOLDERS)]
    usable = [(name, [link for link in links if _may_hold_wheels(link)]) for name, links in candidates]
    return [(name, links) for name, links in usable if links]


def _may_hold_wheels(link: str) -> bool:
    path = Path(link)
    return "://" in link or path.is_file() or (path.is_dir() and any(path.glob("*.whl")))


def _install(setup: SetUp, name: str, links: Sequence[str]) -> dict[str, str]:
    there = names_in(links)
    absent = [
        one for one in setup.dependencies if there is not None and not one.needed and one.name not in there
    ]
    rest = [one for one in setup.dependencies if one not in absent]
    options = ["--no-index", *QUICK, *(part for link in links for part in ("--find-links", link))]
    missing = install(setup, rest, options, f"no wheel for this Python in {name}")
    return {one.name: f"not in {name}" for one in absent} | missing


def names_in(links: Sequence[str]) -> set[str] | None:
    """The distributions that folders hold; None where one of them cannot be looked into."""
    if not all(Path(link).is_dir() for link in links):
        return None
    return {normalised(path.name.split("-")[0]) for link in links for path in Path(link).glob("*.whl")}
