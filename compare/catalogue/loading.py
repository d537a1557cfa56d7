"""The catalogue: all contracts of some folders, each sound, or broken with its fault."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compare.catalogue.contract import Contract, contract_of
from compare.catalogue.flaws import Flaw, told_all
from compare.catalogue.shorthand import written_out
from compare.catalogue.soundness import flaws_in
from compare.catalogue.toml import read_toml
from compare.errors import UsageError
from compare.record.schemas import CONTRACT_SCHEMA, FOLDER, all_faults
from compare.setup.home import ROOT

CHAPTERS = (
    "processes",
    "pools",
    "subprocesses",
    "pipes_queues",
    "sharing",
    "tasks",
    "cancellation",
    "parallel",
    "flow",
    "startup",
    "interop",
)
CONTRACTS = Path("compare") / "contracts"
MISTAKES = Path("compare") / "mistakes"
TRANSLATIONS = "zh"  # a folder of CONTRACTS and of MISTAKES that is no chapter
KNOWN_GOOD = ROOT / ".parallax" / "contracts.json"
MOST_KNOWN = 500


@dataclass(frozen=True)
class Broken:
    """A contract that cannot be used, and why."""

    id: str  # the file's name, without its ending
    path: Path
    faults: tuple[str, ...]  # by line; without the file, and without a full stop
    other_schema: bool = False  # another version of Parallax reads it

    @property
    def reason(self) -> str:
        """All faults in one sentence."""
        return "; ".join(self.faults)


@dataclass(frozen=True)
class Catalogue:
    """The pairs of some roots, by chapter and name."""

    contracts: dict[str, Contract]
    broken: tuple[Broken, ...] = ()


def load_catalogue(roots: Sequence[Path], validate: bool = True) -> Catalogue:
    """Load the contracts of our own and the users' folders.

    Args:
        roots: folders of the repository's shape.
        validate: check each against the schema and itself; without it only what stops it from loading
            is told, which is enough for a list.

    Returns:
        the contracts in the order of chapters and names, and the broken ones.

    Raises:
        UsageError: two contracts share an id.
    """
    files = [(path, root) for root in roots for path in contract_files(root)]
    known = _Known() if validate else None
    loaded = [_load(path, root, known) for path, root in files]
    if known:
        known.save()
    contracts = [one for one in loaded if isinstance(one, Contract)]
    _refuse_duplicates(files)
    contracts.sort(key=lambda contract: (*chapter_place(contract.chapter), contract.id))
    broken = tuple(one for one in loaded if isinstance(one, Broken))
    return Catalogue({contract.id: contract for contract in contracts}, broken)


def chapter_place(chapter: str) -> tuple[int, str]:
    """Where a chapter stands: ours in their order, then others by their names."""
    return (CHAPTERS.index(chapter) if chapter in CHAPTERS else len(CHAPTERS), chapter)


def contract_files(root: Path) -> Iterator[Path]:
    """The contracts' files of a root, by chapter and name."""
    for path in sorted((root / CONTRACTS).glob("*/*.toml")):
        if path.parent.name != TRANSLATIONS and not path.name.startswith(
            "."
        ):  # what editors and file systems leave
            yield path


def _load(path: Path, root: Path, known: _Known | None) -> Contract | Broken:
    try:
        data, text = read_toml(path)
    except ValueError as error:
        return Broken(path.stem, path, (str(error),))
    if data.get("schema") != CONTRACT_SCHEMA:
        return Broken(path.stem, path, _other_schema(data, text), other_schema=True)
    data = written_out(data)
    if known is None:
        return _built_without_check(data, text, path, root)
    faults = () if known.has(data) else _misfits(data, text)
    if faults:
        return Broken(path.stem, path, faults)
    known.add(data)
    contract = contract_of(data, path, root)
    faults = told_all(flaws_in(contract), contract.data, text)
    return Broken(path.stem, path, faults) if faults else contract


def _other_schema(data: dict[str, Any], text: str) -> tuple[str, ...]:
    found = f"{data['schema']!r}, which another version of Parallax reads" if "schema" in data else "lacking"
    return told_all([Flaw(("schema",), f"must be {CONTRACT_SCHEMA}, not {found}")], data, text)


def _misfits(data: dict[str, Any], text: str) -> tuple[str, ...]:
    """In what a contract does not fit its schema."""
    return told_all((Flaw(*fault) for fault in all_faults("contract", data)), data, text)


def _built_without_check(data: dict[str, Any], text: str, path: Path, root: Path) -> Contract | Broken:
    try:
        return contract_of(data, path, root)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return Broken(path.stem, path, _misfits(data, text) or (f"cannot be loaded: {error}",))


def _refuse_duplicates(files: Sequence[tuple[Path, Path]]) -> None:
    """A pair's id is its file's name: two files of one name are two pairs of one id."""
    seen: dict[str, Path] = {}
    for path, _ in files:
        if path.stem in seen:
            raise UsageError(
                f"Two pairs are called {path.stem}: {seen[path.stem]} and {path}. Rename one of them."
            )
        seen[path.stem] = path


class _Known:
    """Which contracts fit the schema, by their contents: jsonschema costs 0.1 s to import."""

    def __init__(self) -> None:
        self._schema = hashlib.sha256((FOLDER / "contract.schema.json").read_bytes()).hexdigest()
        self._before = self._read()
        self._now: list[str] = []

    def has(self, data: dict[str, Any]) -> bool:
        """Whether data of these contents fitted this schema before."""
        return self._key(data) in self._before

    def add(self, data: dict[str, Any]) -> None:
        """Remember that these contents fit."""
        self._now.append(self._key(data))

    def save(self) -> None:
        """Write it down for the next time, where that can be done."""
        if set(self._now) <= self._before.keys():
            return
        good = list(dict.fromkeys([*self._now, *self._before]))[:MOST_KNOWN]
        fresh = KNOWN_GOOD.with_name(f"{KNOWN_GOOD.name}.{os.getpid()}")
        try:
            KNOWN_GOOD.parent.mkdir(exist_ok=True)
            fresh.write_text(json.dumps({"schema": self._schema, "good": good}), encoding="utf-8")
            os.replace(fresh, KNOWN_GOOD)
        except OSError:  # a read-only checkout, say: then it is validated each time
            pass

    def _read(self) -> dict[str, None]:
        try:
            data = json.loads(KNOWN_GOOD.read_text(encoding="utf-8"))
            return dict.fromkeys(data["good"]) if data["schema"] == self._schema else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    @staticmethod
    def _key(data: dict[str, Any]) -> str:
        return hashlib.sha256(repr(data).encode("utf-8", "surrogatepass")).hexdigest()
