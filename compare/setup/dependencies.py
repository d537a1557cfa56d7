"""What pyproject.toml declares, and what of it an interpreter has."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Dependency:
    """One declared package."""

    text: str  # as pip takes it: "rich>=13.3.1"
    group: str  # "main", or the extra that it belongs to
    needed: bool  # set-up fails without it

    @property
    def name(self) -> str:
        """The distribution's name, normalised: "pytest-xdist"."""
        return normalised(re.split(r"[^A-Za-z0-9._-]", self.text, maxsplit=1)[0])

    @property
    def lowest(self) -> str:
        """The lowest supported version; empty where none is declared."""
        bound = re.search(r">=\s*([0-9.]+)", self.text)
        return bound[1] if bound else ""


def declared(root: Path) -> tuple[Dependency, ...]:
    """All dependencies of a project, those of its extras too."""
    with (root / "pyproject.toml").open("rb") as file:
        data = tomllib.load(file)
    spared = {normalised(name) for name in data.get("tool", {}).get("parallax", {}).get("spared", ())}
    project = data["project"]
    main = [Dependency(text, "main", True) for text in project["dependencies"]]
    found = [Dependency(one.text, one.group, one.name not in spared) for one in main]
    for group, texts in project.get("optional-dependencies", {}).items():
        found += [Dependency(text, group, False) for text in texts]
    return tuple(found)


def normalised(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def at_least(found: str, lowest: str) -> bool:
    """Whether a version is no lower than another, by their numbers."""
    return _numbers(found) >= _numbers(lowest)


def _numbers(version: str) -> tuple[int, ...]:
    release = re.match(r"[0-9.]*", version)
    return tuple(int(part) for part in (release[0] if release else "").split(".") if part)
