"""The catalogue: all contracts of some folders, each sound, or broken with its fault."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compare.contract import Contract, contract_of
from compare.errors import UsageError
from compare.schemas import FOLDER, first_fault
from compare.soundness import fault_in

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
KNOWN_GOOD = Path(__file__).resolve().parents[1] / ".parallax" / "contracts.json"
MOST_KNOWN = 500


@dataclass(frozen=True)
class Broken:
    """A contract that cannot be used, and why."""

    id: str  # the file's name, without its ending
    path: Path
    reason: str  # without the file, and without a full stop


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
    files = [(path, root) for root in roots for path in _files(root)]
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


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file's data.

    Raises:
        ValueError: it cannot be read or is no TOML; the message has the line.
    """
    try:
        if not path.is_file():  # a pipe, say, would never end
            raise ValueError("is not a file")
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ValueError(f"is not UTF-8 (at line {line})") from None
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except ValueError as error:  # also integers with more digits than Python converts
        last = f"at the end, line {text.count(chr(10)) + 1}"
        raise ValueError(f"is not valid TOML: {str(error).replace('at end of document', last)}") from None


def _files(root: Path) -> Iterator[Path]:
    for path in sorted((root / CONTRACTS).glob("*/*.toml")):
        if not path.name.startswith("."):  # what editors and file systems leave
            yield path


def _load(path: Path, root: Path, known: _Known | None) -> Contract | Broken:
    try:
        data = read_toml(path)
    except ValueError as error:
        return Broken(path.stem, path, str(error))
    if known is None:
        return _built_without_check(data, path, root)
    fault = "" if known.has(data) else first_fault("contract", data)
    if fault:
        return Broken(path.stem, path, fault)
    known.add(data)
    contract = contract_of(data, path, root)
    fault = fault_in(contract)
    return Broken(path.stem, path, fault) if fault else contract


def _built_without_check(data: dict[str, Any], path: Path, root: Path) -> Contract | Broken:
    try:
        return contract_of(data, path, root)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return Broken(path.stem, path, first_fault("contract", data) or f"cannot be loaded: {error}")


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
