"""The contract of a pair: the one place that says what both sides must do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from compare.errors import HarnessError

KINDS = ("python", "dotnet", "pythonnet")  # of lanes
PLATFORMS = ("linux", "darwin", "windows")
TIMEOUT_MS = 30_000
# What a Python text may need beside modules: for multiprocessing's locks and queues.
SHARED_MEMORY = "shared-memory"

Language = Literal["python", "dotnet"]


@dataclass(frozen=True)
class Variant:
    """A named way inside one example."""

    name: str
    says: str = ""
    reference: bool = False
    headline: bool = False
    needs: tuple[str, ...] = ()  # of the Python text: modules, and SHARED_MEMORY
    counterpart: bool = False  # it starts the other language's text
    lanes: tuple[str, ...] = ()  # kinds; none: all of the contract
    lanes_because: str = ""
    native_because: str = ""  # why a native program cannot run the C# text
    once: bool = False
    timed: bool = True
    timed_because: str = ""  # why a time would mean nothing
    unlike: str = ""  # what the two sides' costs are of, where they are of unlike things
    function: str = ""  # the function of the example that it names, in the variants' own spelling
    margin: float | None = None  # a slowdown up to this share is accepted
    margin_because: str = ""
    margin_since: str = ""


@dataclass(frozen=True)
class Case:
    """A set of parameter values."""

    id: str
    set: Mapping[str, Any] = field(default_factory=dict)
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
    question: str = ""
    asked: tuple[str, ...] = ()  # learners' own wordings
    terms: tuple[str, ...] = ()  # the field's words for it
    api: tuple[tuple[str, str], ...] = ()  # calls that do the same: Python's, .NET's
    api_unlike: tuple[tuple[str, str, str], ...] = ()  # that look alike and are not, and what differs
    memory: str = ""  # shared: threads of the example share memory
    opt_in: bool = False  # run only where it is named, or its chapter

    def unfit_for(self, system: str) -> str:
        """Why the pair cannot run on a system, as sys.platform spells it; empty where it can."""
        return "" if system in self.platforms else f"needs {' or '.join(self.platforms)}"

    @property
    def headline(self) -> Variant:
        """The variant that the pair's line shows."""
        return next(variant for variant in self.variants if variant.headline)

    @property
    def opening(self) -> Variant:
        """The variant that a lecture begins with: the one of the output that is to be predicted, else the headline."""
        _, asked = predicted(self.data)
        return next((variant for variant in self.variants if variant.name == asked), self.headline)

    @property
    def reference(self) -> Variant:
        """The variant against which speed-up is told."""
        return next(variant for variant in self.variants if variant.reference)

    @property
    def python_path(self) -> Path:
        """The Python example."""
        return self.root / "python" / self.chapter / f"{snake(self.id)}.py"

    @property
    def dotnet_path(self) -> Path:
        """The C# example."""
        return self.root / "dotnet" / "Examples" / pascal(self.chapter) / f"{pascal(self.id)}.cs"

    @property
    def apart(self) -> str:
        """The folder of its C# chapter, where that has packages of its own and is built apart; else empty."""
        folder = self.dotnet_path.parent
        return folder.name if (folder / "Packages.props").exists() else ""

    @property
    def python_scene(self) -> Path:
        """What drives and watches the Python example."""
        return self.root / "python" / "scenes" / self.chapter / f"{snake(self.id)}.py"

    @property
    def dotnet_scene(self) -> Path:
        """What drives and watches the C# example."""
        return self.root / "dotnet" / "Scenes" / pascal(self.chapter) / f"{pascal(self.id)}.cs"

    @property
    def mistakes_path(self) -> Path:
        """The mistakes that the judge must find in the examples."""
        return self.root / "compare" / "mistakes" / self.chapter / f"{self.id}.toml"

    @property
    def dotnet_type(self) -> str:
        """The full name of the C# example's class."""
        return f"Parallax.Examples.{pascal(self.id)}"

    @property
    def scene_type(self) -> str:
        """The full name of the C# scene's class."""
        return f"Parallax.Scenes.{pascal(self.id)}Scene"

    @property
    def shared(self) -> bool:
        """Whether threads of the example share memory, so that observed trials hold gaps open."""
        return self.memory == "shared"

    def text_for(self, kind: str) -> Language:
        """Which of the two texts a lane of this kind runs."""
        if kind == "pythonnet":
            return self.data.get("text", {}).get(kind, "dotnet")
        return "dotnet" if kind == "dotnet" else "python"


def predicted(data: Mapping[str, Any]) -> tuple[str, str]:
    """The output that a contract's data says to predict first, and the variant; both empty where it names none."""
    outputs: Mapping[str, Mapping[str, Any]] = data.get("outputs", {})
    return next(((name, one["predict"]) for name, one in outputs.items() if "predict" in one), ("", ""))


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
        question=data.get("question", ""),
        asked=tuple(data.get("asked", ())),
        terms=tuple(data.get("terms", ())),
        api=tuple((python, dotnet) for python, dotnet in data.get("api", ())),
        api_unlike=tuple((python, dotnet, why) for python, dotnet, why in data.get("api_unlike", ())),
        memory=data.get("memory", ""),
        opt_in=data.get("opt_in", False),
    )


def _variant(entry: Mapping[str, Any]) -> Variant:
    return Variant(**dict(entry) | _tuples(entry, ("needs", "lanes")))


def _case(entry: Mapping[str, Any]) -> Case:
    return Case(**dict(entry) | _tuples(entry, ("variants",)))


def _tuples(entry: Mapping[str, Any], keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(entry[key]) for key in keys if key in entry}


def leaf_text(path: Path) -> str:
    """The text of an example or a scene.

    Raises:
        HarnessError: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise HarnessError(f"Cannot read {path}: {getattr(error, 'strerror', None) or error}.") from None


def snake(name: str) -> str:
    """`when-all` as a Python module is named: when_all."""
    return name.replace("-", "_")


def pascal(name: str) -> str:
    """`when-all` or `pipes_queues` as C# names are: WhenAll, PipesQueues."""
    return "".join(word.capitalize() for word in snake(name).split("_"))
