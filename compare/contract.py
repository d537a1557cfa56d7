"""The contract of a pair: the one place that says what both sides must do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

SCHEMA = 1
KINDS = ("python", "dotnet", "pythonnet")  # of lanes
PLATFORMS = ("linux", "darwin", "windows")
TIMEOUT_MS = 30_000

Language = Literal["python", "dotnet"]


@dataclass(frozen=True)
class Variant:
    """A named way inside one example."""

    name: str
    says: str = ""
    reference: bool = False
    headline: bool = False
    needs: tuple[str, ...] = ()  # Python modules
    counterpart: bool = False  # it starts the other language's text
    lanes: tuple[str, ...] = ()  # kinds; none: all of the contract
    lanes_because: str = ""
    once: bool = False
    timed: bool = True
    margin: float | None = None  # a slowdown up to this share is accepted
    margin_because: str = ""
    margin_since: str = ""


@dataclass(frozen=True)
class Case:
    """A set of parameter values, and the outputs expected of it."""

    id: str
    set: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    opt_in: bool = False
    variants: tuple[str, ...] = ()  # none: all


@dataclass(frozen=True)
class Contract:
    """One pair: what it asks, how it is run, and where its texts are."""

    id: str
    chapter: str
    title: str
    path: Path
    root: Path
    data: Mapping[str, Any]  # as it stands in the TOML; it goes into the record
    worker: str
    platforms: tuple[str, ...]  # as sys.platform spells them
    timeout_ms: int
    lanes: tuple[str, ...]  # kinds
    variants: tuple[Variant, ...]
    cases: tuple[Case, ...]
    parameters: Mapping[str, Mapping[str, Any]]

    @property
    def headline(self) -> Variant:
        """The variant that the pair's line shows."""
        return next(variant for variant in self.variants if variant.headline)

    @property
    def reference(self) -> Variant:
        """The variant against which speed-up is told."""
        return next(variant for variant in self.variants if variant.reference)

    @property
    def python_path(self) -> Path:
        """The Python text."""
        return self.root / "python" / self.chapter / f"{snake(self.id)}.py"

    @property
    def dotnet_path(self) -> Path:
        """The C# text."""
        return self.root / "dotnet" / "Examples" / pascal(self.chapter) / f"{pascal(self.id)}.cs"

    @property
    def wrong_folder(self) -> Path:
        """The programs that the judge must reject."""
        return self.root / "tests" / "wrong" / self.chapter / snake(self.id)

    @property
    def dotnet_type(self) -> str:
        """The full name of the C# class."""
        return f"Parallax.Examples.{pascal(self.chapter)}.{pascal(self.id)}"

    def text_for(self, kind: str) -> Language:
        """Which of the two texts a lane of this kind runs."""
        if kind == "pythonnet":
            return self.data.get("text", {}).get(kind, "dotnet")
        return "dotnet" if kind == "dotnet" else "python"


def contract_of(data: Mapping[str, Any], path: Path, root: Path) -> Contract:
    """The contract that a TOML file's data says.

    Args:
        data: what the file holds; it must fit the schema.
        path: the file, in its chapter's folder.
        root: the folder that holds the pair's texts.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it does not fit the schema.
    """
    return Contract(
        id=data["id"],
        chapter=path.parent.name,
        title=data["title"],
        path=path,
        root=root,
        data=data,
        worker=data.get("worker", "shared"),
        platforms=tuple("win32" if name == "windows" else name for name in data.get("platforms", PLATFORMS)),
        timeout_ms=data.get("timeout_ms", TIMEOUT_MS),
        lanes=tuple(data.get("lanes", KINDS)),
        variants=tuple(_variant(entry) for entry in data["variants"]),
        cases=tuple(_case(entry) for entry in data["cases"]),
        parameters=data.get("parameters", {}),
    )


def _variant(entry: Mapping[str, Any]) -> Variant:
    return Variant(**dict(entry) | _tuples(entry, ("needs", "lanes")))


def _case(entry: Mapping[str, Any]) -> Case:
    return Case(**dict(entry) | _tuples(entry, ("variants",)))


def _tuples(entry: Mapping[str, Any], keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(entry[key]) for key in keys if key in entry}


def snake(name: str) -> str:
    """`when-all` as a Python module is named: when_all."""
    return name.replace("-", "_")


def pascal(name: str) -> str:
    """`when-all` or `pipes_queues` as C# names are: WhenAll, PipesQueues."""
    return "".join(word.capitalize() for word in snake(name).split("_"))
