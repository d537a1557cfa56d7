"""Plausible mistakes in the examples: the edits that make each, and the findings that convict it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from compare.catalogue.contract import Contract
from compare.catalogue.flaws import Flaw, told_all
from compare.catalogue.toml import read_toml
from compare.errors import UsageError, nearest
from compare.record.schemas import all_faults
from compare.text import flowing

MOST_LINES = 6
# The ids of findings, and what each says of a trial.
FINDINGS: Mapping[str, str] = {
    "output.FIELD": "a value is not what the contract expects, or lanes differ in it: `output.answers`",
    "behaviour.ID": "a check of the contract did not hold on the trace: `behaviour.two-at-once`",
    "gate.NAME": "somebody waited in vain, so what should meet did not: `gate.two squaring`",
    "spans": "a span was opened and not closed: work was still under way when the answer came",
    "late-events": "events came when their trial was over: something was left running",
    "trial.crashed": "a signal ended the worker process",
    "trial.exited": "the scene raised, the program could not be loaded, or the worker process ended with a code",
    "trial.no-result": "the worker ended, or hung up, without an answer",
    "trial.bad-result": "what the scene gave is no plain JSON, or broke the protocol",
    "trial.timeout": "no answer within its time, or everything stood still",
    "trial.leaked": "threads or processes were left running when all was over",
    "trial.flooded": "it wrote more than 16 MiB of output",
    "trial.env-changed": "files, memory or descriptors were left, or what all programs of a process share changed; "
    "each mistake may have it",
}
OTHERS = tuple(name for name in FINDINGS if name.islower())  # besides outputs, behaviours and gates
TEXTS = {"python": "python", "csharp": "dotnet"}  # by the languages' names in these files


@dataclass(frozen=True)
class Edit:
    """A place in the right text, and what takes its place."""

    find: str
    put: str

    @property
    def lines(self) -> int:
        """How many lines it changes: those in which the two differ, on the longer side."""
        old, new = self.find.split("\n"), self.put.split("\n")
        while old and new and old[0] == new[0]:
            old, new = old[1:], new[1:]
        while old and new and old[-1] == new[-1]:
            old, new = old[:-1], new[:-1]
        return max(len(old), len(new))


@dataclass(frozen=True)
class Mistake:
    """One mistake in one of a pair's examples."""

    pair: str
    id: str
    language: Literal["python", "csharp"]
    says: str
    lane: str  # the kind of the one lane that it is judged in
    edits: tuple[Edit, ...]
    variants: tuple[str, ...]
    cases: tuple[str, ...]
    fails: tuple[str, ...] = ()  # findings that convict it, always
    may_fail: tuple[str, ...] = ()  # findings that a race may add
    right: bool = False  # no mistake at all: a right alternative
    accepted: str = ""  # why it cannot be told from a right text

    def edited(self, text: str) -> str:
        """The right text with the mistake in it."""
        for edit in self.edits:
            text = text.replace(edit.find, edit.put, 1)
        return text


def example_of(contract: Contract, language: str) -> Path:
    """The right text of a language, as mistakes name languages."""
    return contract.python_path if language == "python" else contract.dotnet_path


def load_mistakes(contract: Contract) -> tuple[Mistake, ...]:
    """The mistakes of a pair, in the order of its file; none where it has no such file.

    Raises:
        UsageError: the file is broken; the message has all its faults, by line and id.
    """
    path = contract.mistakes_path
    if not path.exists():
        return ()
    try:
        data, text = read_toml(path)
    except ValueError as error:
        raise UsageError(f"{path} {error}") from None
    flaws = [Flaw(place, what) for place, what in all_faults("mistakes", data)]
    flaws = flaws or list(_flaws(contract, data))
    if flaws:
        raise UsageError(*(f"{path}: {told}" for told in told_all(flaws, data, text)))
    return tuple(_mistake(contract, entry) for entry in data["mistakes"])


def ids_in(path: Path) -> list[str]:
    """The ids in a file of mistakes, as far as they can be read."""
    try:
        entries = read_toml(path)[0].get("mistakes", ())
    except ValueError:
        return []
    return [entry["id"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("id"), str)]


def _mistake(contract: Contract, entry: Mapping[str, Any]) -> Mistake:
    variants = _variants(contract, entry)
    return Mistake(
        pair=contract.id,
        id=entry["id"],
        language=entry["language"],
        says=entry["says"],
        lane=_lane(contract, entry["language"], variants),
        edits=tuple(Edit(edit["find"], edit["put"]) for edit in entry["edits"]),
        variants=variants,
        cases=tuple(entry.get("cases", (contract.cases[0].id,))),
        fails=tuple(entry.get("fails", ())),
        may_fail=tuple(entry.get("may_fail", ())),
        right=entry.get("right", False),
        accepted=entry.get("accepted", ""),
    )


def _variants(contract: Contract, entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(entry.get("variants", (contract.headline.name,)))


def _lane(contract: Contract, language: str, names: Iterable[str]) -> str:
    """The first kind of lane that runs a language's text with all of these variants; empty where none does."""
    variants = [one for one in contract.variants if one.name in names]
    return next(
        (
            kind
            for kind in contract.lanes
            if contract.text_for(kind) == TEXTS[language]
            and all(not one.lanes or kind in one.lanes for one in variants)
        ),
        "",
    )


# What the schema cannot say.


def _flaws(contract: Contract, data: Mapping[str, Any]) -> Iterator[Flaw]:
    texts = {language: _read(example_of(contract, language)) for language in TEXTS}
    seen: set[str] = set()
    for place, entry in enumerate(data["mistakes"]):
        at = ("mistakes", place)
        if entry["id"] in seen:
            yield Flaw(at, "the id stands twice")
        seen.add(entry["id"])
        yield from (Flaw(at, what) for what in _verdict(entry))
        yield from (Flaw(at, what) for what in _where(contract, entry))
        for key in ("fails", "may_fail"):
            yield from (Flaw((*at, key), what) for what in _findings(contract, entry.get(key, ())))
        yield from (Flaw((*at, "edits"), what) for what in _edits(entry["edits"], texts[entry["language"]]))


def _verdict(entry: Mapping[str, Any]) -> Iterator[str]:
    said = [key for key in ("fails", "right", "accepted") if entry.get(key)]
    if len(said) != 1:
        yield f"must have one of fails, right and accepted, not {' and '.join(said) or 'none'}"
    for both in set(entry.get("fails", ())) & set(entry.get("may_fail", ())):
        yield f"{both} stands in fails and in may_fail"


def _where(contract: Contract, entry: Mapping[str, Any]) -> Iterator[str]:
    variants, cases = [one.name for one in contract.variants], [one.id for one in contract.cases]
    for key, known in (("variants", variants), ("cases", cases)):
        yield from (f"{key}: {what}" for what in _unknown(entry.get(key, ()), known))
    if not _lane(contract, entry["language"], _variants(contract, entry)):
        yield f"no lane runs the {entry['language']} text with its variants"


def _findings(contract: Contract, names: Iterable[str]) -> Iterator[str]:
    known = [
        *(f"output.{name}" for name in contract.data["outputs"]),
        *(f"behaviour.{claim['id']}" for claim in contract.data.get("behaviour", ())),
        *OTHERS,
    ]
    yield from _unknown((name for name in names if not re.fullmatch(r"gate\..+", name)), known)


def _unknown(names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield f"{name!r} is unknown.{nearest(name, known)}"


def _edits(entries: Iterable[Mapping[str, str]], right: str | None) -> Iterator[str]:
    edits = [Edit(entry["find"], entry["put"]) for entry in entries]
    changed = sum(edit.lines for edit in edits)
    if changed > MOST_LINES:
        yield f"its edits change {changed} lines, more than {MOST_LINES}"
    if right is None:  # the contract says so
        return
    text = right
    for edit in edits:
        before, now = right.count(edit.find), text.count(edit.find)
        if edit.find == edit.put:
            yield f"an edit changes nothing: {_short(edit.find)}"
        elif before != 1:
            yield f"its find stands {before} times in the right text, must be once: {_short(edit.find)}"
        elif now != 1:
            yield f"its find stands {now} times after the edits before it, must be once: {_short(edit.find)}"
        text = text.replace(edit.find, edit.put, 1)


def _short(text: str) -> str:
    line = flowing(text)
    return repr(line if len(line) <= 60 else f"{line[:57]}...")


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
