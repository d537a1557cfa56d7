"""Which files of a root each pair is made of: its leaves, and whatever these use, followed and never guessed."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from compare.catalogue.contract import Contract, Language
from compare.plan.csharp import SharpText, sharp_text
from compare.plan.imports import python_code, python_text

# Of ours, what tells of a run, or makes something else than one; all other modules take part in running and judging.
_TELLS = ("cli", "commands", "study", "page", "report", "catalogue/templates")
_RUNS = ("commands/compare.py", "schema/contract.schema.json")
_PROPS = ("compare/props/", "dotnet/Kit/Props/")  # followed: a prop concerns the pairs that use it
_TESTS = "dotnet/Tests/"
_MADE = frozenset({"bin", "obj", "__pycache__", "node_modules"})
_LOCKS = ("*.lock", "*requirements*.txt", "dotnet/*.props", "dotnet/*.targets", "dotnet/global.json")
_PROSE = frozenset(
    {"title", "question", "teaches", "asked", "terms", "api", "api_unlike", "source", "corrections"}
)
_TOLD = {"variants": "says", "parameters": "help", "outputs": "help"}  # of each entry of these tables


class Sources:
    """The files of one root by their paths in it, with forward slashes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._bytes: dict[str, bytes | None] = {}
        self._used: dict[tuple[str, str], tuple[str, ...]] = {}

    def of(self, contract: Contract) -> frozenset[str]:
        """All that a pair's result depends on, but for what runs every pair."""
        return frozenset().union(*self.by_text(contract).values())

    def by_text(self, contract: Contract) -> dict[Language, frozenset[str]]:
        """The same for each of its two texts; a variant that starts the other one needs both."""
        shared = {*self._named(contract.path, contract.mistakes_path), *self._beside}
        python = self._closure(self._named(contract.python_path, contract.python_scene), self._python_uses)
        sharp = self._closure(
            [*self._named(contract.dotnet_path, contract.dotnet_scene), *self._for_all], self._sharp_uses
        )
        if contract.text_for("pythonnet") == "python":  # which then calls the C# one
            python |= sharp
        return {
            "python": frozenset(python | shared) - self.ours,
            "dotnet": frozenset(sharp | shared) - self.ours,
        }

    @cached_property
    def ours(self) -> frozenset[str]:
        """What runs every pair, where it stands in this root: harness, worker, Kit, weaver, locks."""
        ours = [path for path in self._below("compare") if _runs(path)]
        kit = [
            path
            for path in self._sharp_files
            if path.startswith(("dotnet/Kit/", "dotnet/Worker/", "dotnet/Weaver/"))
        ]
        kit = [path for path in kit if not path.startswith(_PROPS)]
        # A module of ours that loads what no import names loads the pairs' texts, which are theirs.
        used = self._closure(ours, self._imported) | self._closure(kit, self._sharp_uses)
        locks = {self._name(path) for pattern in _LOCKS for path in self.root.glob(pattern)}
        locks |= {
            path
            for path in self._below("dotnet")
            if path.endswith((".csproj", ".lock.json")) and not path.startswith(_TESTS)
        }
        return frozenset(
            {
                *ours,
                *kit,
                *locks,
                *(one for one in used if one.startswith(_PROPS)),
                *self._named(self.root / "pyproject.toml"),
            }
        )

    def content(self, path: str) -> bytes | None:
        """A file's bytes; None where there is no such file, or it cannot be read."""
        if path not in self._bytes:
            try:
                self._bytes[path] = (self.root / path).read_bytes()
            except OSError:
                self._bytes[path] = None
        return self._bytes[path]

    def code(self, path: str) -> str:
        """What of a file can change a result: it without comments and prose, where that can be told."""
        text = self._text(path)
        if path.endswith(".py"):
            return python_code(text)
        if path.endswith(".cs"):
            return sharp_text(text).code
        if path.startswith("compare/mistakes/"):
            return ""  # no run of `compare` makes one
        if path.endswith(".toml"):
            return _toml_code(path, text)
        return text

    def digest(self, paths: Iterable[str]) -> str:
        """One hash of files, names and all."""
        digest = hashlib.sha256()
        for path in sorted(paths):
            digest.update(f"{path}\0{hashlib.sha256(self.content(path) or b'').hexdigest()}\0".encode())
        return digest.hexdigest()

    # What uses what.

    def _closure(self, starts: Iterable[str], uses: Callable[[str], Iterable[str]]) -> set[str]:
        found: set[str] = set()
        left = list(starts)
        while left:
            path = left.pop()
            if path not in found:
                found.add(path)
                key = (uses.__name__, path)
                if key not in self._used:
                    self._used[key] = tuple(uses(path))
                left += self._used[key]
        return found

    def _python_uses(self, path: str) -> Iterator[str]:
        yield from self._imported(path)
        if not python_text(self._text(path)).told:
            yield from (one for one in self._python_files if one.startswith("python/"))

    def _imported(self, path: str) -> Iterator[str]:
        here = path.rpartition("/")[0]
        # As a worker looks for them: the text's own folder, the folder of all scenes, the root.
        places = list(dict.fromkeys([here, "python", ""]))
        for dots, name in python_text(self._text(path)).imports:
            parts = name.split(".")
            if dots:
                above = here.split("/")[: len(here.split("/")) - dots + 1]
                yield from self._modules("/".join(above), parts)
            else:
                for place in places:
                    yield from self._modules(place, parts)

    def _modules(self, place: str, parts: list[str]) -> Iterator[str]:
        """The files that importing a dotted name from a folder may load."""
        for number in range(1, len(parts) + 1):
            stem = "/".join([*filter(None, [place]), *parts[:number]])
            yield from (path for path in (f"{stem}.py", f"{stem}/__init__.py") if path in self._python_files)

    def _sharp_uses(self, path: str) -> Iterator[str]:
        names, members = self._sharp_files[path].uses(self._namespaces)
        for other, text in self._sharp_files.items():
            if not text.types.isdisjoint(names) or not text.extensions.isdisjoint(members):
                yield other

    # What there is.

    @cached_property
    def _python_files(self) -> frozenset[str]:
        return frozenset(
            path for top in ("python", "compare") for path in self._below(top) if path.endswith(".py")
        )

    @cached_property
    def _sharp_files(self) -> dict[str, SharpText]:
        names = [path for path in self._below("dotnet") if path.endswith(".cs")]
        return {path: sharp_text(self._text(path)) for path in names if not path.startswith(_TESTS)}

    @cached_property
    def _namespaces(self) -> frozenset[str]:
        return frozenset(part for text in self._sharp_files.values() for part in text.namespaces)

    @cached_property
    def _for_all(self) -> list[str]:
        return [path for path, text in self._sharp_files.items() if text.for_all]

    @cached_property
    def _beside(self) -> list[str]:
        """What lies among the texts and is none: a text may read it."""
        folders = ("python", "dotnet/Examples", "dotnet/Scenes")
        return [
            path for folder in folders for path in self._below(folder) if not path.endswith((".py", ".cs"))
        ]

    def _below(self, top: str) -> Iterator[str]:
        for folder, below, names in os.walk(self.root / top):
            below[:] = sorted(one for one in below if one not in _MADE and not one.startswith("."))
            yield from (self._name(Path(folder, name)) for name in sorted(names) if not name.startswith("."))

    def _named(self, *paths: Path) -> list[str]:
        return [self._name(path) for path in paths if path.is_file()]

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _text(self, path: str) -> str:
        return (self.content(path) or b"").decode("utf-8-sig", "surrogateescape").replace("\r\n", "\n")


def _runs(path: str) -> bool:
    """Whether a file below compare/ takes part in running every pair."""
    below = path.removeprefix("compare/")
    if below in _RUNS:
        return True
    tells = below.startswith(tuple(f"{one}/" for one in _TELLS)) or below.removesuffix(".py") in _TELLS
    return below.endswith(".py") and not tells and not path.startswith(_PROPS)


def _toml_code(path: str, text: str) -> str:
    """A contract without its prose; of pyproject.toml, what is installed."""
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except (ValueError, RecursionError):
        return text
    if path == "pyproject.toml":
        keys = ("requires-python", "dependencies", "optional-dependencies")
        return repr({key: data.get("project", {}).get(key) for key in keys})
    data = {key: value for key, value in data.items() if key not in _PROSE}
    for table, key in _TOLD.items():
        entries = data.get(table)
        for entry in (
            entries.values() if isinstance(entries, dict) else entries if isinstance(entries, list) else ()
        ):
            if isinstance(entry, dict):
                entry.pop(key, None)
    return repr(data)
