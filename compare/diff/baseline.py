"""The baseline: the small reviewed file, kept in git, of what does not depend on the machine. Pure but for its file."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compare.diff.stand import DIGEST, fields_of, told
from compare.errors import UsageError
from compare.judge.scene import Scene
from compare.judge.verdict import PairVerdict, Report
from compare.record.saving import read_text, strict_json, write_atomically
from compare.record.schemas import first_fault
from compare.text import flowing

SCHEMA = 2  # 2026-11-29: reasons and checks; version 1, of 2026-11-25, lacks both and is read as well
READ = (1, SCHEMA)
REDS = (
    "missing",
    "output",
    "behaviour",
    "divergence",
    "check",
    "reason",
    "parameters",
    "added",
)  # in this order
LARGEST = 32 * 1024 * 1024  # bytes of a file that is read


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was."""

    kind: str  # one of REDS
    pair: str
    where: str  # a row, a case, or empty for the pair as a whole
    message: str
    field: str = ""  # of an output

    @property
    def lane(self) -> str:
        """The row's lane; empty where it is no row's."""
        parts = self.where.split(" / ")
        return parts[2] if len(parts) == 3 else ""


@dataclass(frozen=True)
class BaselineChange:
    """Differences of one pair that have one cause, as far as can be told: one field, one kind."""

    kind: str
    pair: str
    where: tuple[str, ...]  # each difference's
    message: str  # the first one's

    def __str__(self) -> str:
        where = f" {self.where[0]}" if self.where[0] else ""
        more = f" (and {len(self.where) - 1} more of its rows)" if len(self.where) > 1 else ""
        return f"{self.pair}{where} {self.kind}: {self.message}{more}"


def changes_of(differences: Iterable[Difference]) -> tuple[BaselineChange, ...]:
    """Differences by their cause, the reds first: one changed expression is one of them, not twelve."""
    groups: dict[tuple[str, str, str], list[Difference]] = {}
    for one in differences:
        alike = (
            one.field
            if one.kind == "output"
            else one.where
            if one.kind in ("divergence", "check", "reason")
            else ""
        )
        groups.setdefault((one.pair, one.kind, alike), []).append(one)
    found = [
        BaselineChange(kind, pair, tuple(one.where for one in some), some[0].message)
        for (pair, kind, _), some in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: REDS.index(one.kind)))


def stand_of(report: Report) -> dict[str, Any]:
    """What of a judged record does not depend on the machine, as the baseline holds it; sorted, without times."""
    records = {pair.id: pair for pair in report.record.pairs}
    pairs = {}
    for verdict in sorted(report.pairs, key=lambda one: one.id):
        scene = Scene(records[verdict.id], report.record.lanes)
        pairs[verdict.id] = {
            "chapter": verdict.chapter,
            "outputs": verdict.not_run or verdict.outputs,
            "behaviour": verdict.behaviour,
            "parameters": {case["id"]: case["parameters"] for case in scene.pair.cases},
            "divergences": _divergences(verdict),
            "reasons": {f"{one.field} / {one.variant}": flowing(one.because) for one in verdict.divergences},
            "checks": {one["id"]: told(one) for one in scene.pair.contract.get("behaviour", ())},
            "rows": {" / ".join(row): fields for row, fields in sorted(fields_of(scene).items())},
        }
    return {"schema": SCHEMA, "pairs": pairs}


def _divergences(verdict: PairVerdict) -> dict[str, list[str]]:
    """The lanes of each declared divergence that was seen, by field and variant."""
    found: dict[str, set[str]] = {}
    for one in verdict.divergences:
        found.setdefault(f"{one.field} / {one.variant}", set()).update(one.values)
    return {name: sorted(lanes) for name, lanes in sorted(found.items())}


def updated(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    options: Mapping[str, Any],
    only: Collection[str] = (),
    left_out: Collection[str] = (),
) -> dict[str, Any]:
    """A baseline brought up to what a record says; what that record did not run stays as it was.

    Args:
        old: the baseline as it is.
        new: what the record says.
        options: the record's, as they stand in it.
        only: the pairs that are brought up to it; all without any.
        left_out: those that it was not asked for, or that cannot differ.
    """
    lost = gone(old, new, options, left_out)
    new = new | {"pairs": {name: now for name, now in new["pairs"].items() if not only or name in only}}
    some_rows = any(options.get(one) for one in ("lanes", "cases", "settings"))
    pairs = {
        name: was for name, was in old["pairs"].items() if name not in lost or (only and name not in only)
    }
    for name, now in new["pairs"].items():
        before = old["pairs"].get(name) if some_rows else None
        ran = {key: before[key] | now[key] for key in ("rows", "parameters")} if before else {}
        pairs[name] = before | ran if before else now
    return dict(new) | {"pairs": pairs}


def gone(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    options: Mapping[str, Any],
    left_out: Collection[str] = (),
) -> set[str]:
    """The pairs of a baseline that are no longer there; none where a record was asked for some pairs only."""
    some_pairs = any(options.get(one) for one in ("only", "chapters", "shard"))
    return set() if some_pairs else {*old["pairs"]} - {*new["pairs"]} - {*left_out}


def write(stand: Mapping[str, Any], path: Path) -> None:
    """Write a baseline so that `git diff` of it reads well.

    Raises:
        HarnessError: the file cannot be written.
    """
    write_atomically(path, json.dumps(stand, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def read(path: Path) -> dict[str, Any]:
    """Read a baseline.

    Raises:
        UsageError: it is missing, is none, or is of another version.
    """
    try:
        if not path.is_file():
            raise UsageError(
                f"There is no baseline {path}. `invoke baseline --out {path}` writes one, outside of CI."
            )
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path} is too large to be a baseline.")
    except OSError as error:  # a name that is too long, say
        raise UsageError(f"Cannot read the baseline {path}: {error.strerror}.") from None
    return parse(read_text(path, "the baseline "), str(path))


def parse(text: str, name: str) -> dict[str, Any]:
    """A baseline from its text; strict about what it takes.

    Raises:
        UsageError: not JSON, no baseline, or of another version.
    """
    data = strict_json(text, name)
    if not isinstance(data, dict) or set(data) != {"schema", "pairs"}:
        raise UsageError(f"{name} is not a baseline of Parallax.")
    if data["schema"] not in READ:
        raise UsageError(
            f"{name} was made by version {data['schema']} of the baseline; this one reads version {SCHEMA}."
        )
    if fault := first_fault("baseline", data):
        raise UsageError(f"{name} is not a valid baseline: {fault}.")
    return data


Chosen = Callable[[str, str, str, str], bool]  # (pair, chapter, case, lane); empty for all of that kind


def differences(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    chosen: Chosen = lambda *_: True,
    words: tuple[str, str] = ("was", "is"),
) -> tuple[Difference, ...]:
    """Everything in which two stands differ.

    Args:
        old: what was, a baseline's or an older record's.
        new: what is.
        chosen: whether something was asked for at all; what was not is not missing.
        words: what a value of the one and of the other is told with.
    """
    found: list[Difference] = []
    for pair in sorted({*old["pairs"], *new["pairs"]}):
        before, now = old["pairs"].get(pair), new["pairs"].get(pair)
        if before is None:
            found.append(Difference("added", pair, "", "it is new; renew the baseline"))
        elif now is None:
            if chosen(pair, before["chapter"], "", ""):
                found.append(Difference("missing", pair, "", "the pair is no longer there"))
        else:
            found.extend(_of_pair(pair, before, now, chosen, words))
    return tuple(found)


def _of_pair(
    pair: str, old: Mapping[str, Any], new: Mapping[str, Any], chosen: Chosen, words: tuple[str, str]
) -> Iterator[Difference]:
    was, now_is = words

    def asked(case: str, lane: str) -> bool:
        return chosen(pair, old["chapter"], case, lane)

    whole = all(asked(case, lane) for case, _, lane in (where.split(" / ") for where in old["rows"]))
    for kind in ("outputs", "behaviour") if whole else ():  # with fewer lanes, words have another meaning
        if old[kind] != new[kind]:
            said = f"{kind}: {was} “{old[kind]}”, {now_is} “{new[kind]}”"
            yield Difference(kind.removesuffix("s"), pair, "", said)
    for case in sorted({*old["parameters"], *new["parameters"]}):
        if asked(case, "") and old["parameters"].get(case) != new["parameters"].get(case):
            yield Difference("parameters", pair, case, "the case has other parameters")
    for where in sorted({*old["rows"], *new["rows"]}):
        case, _, lane = where.split(" / ")
        rows = old["rows"].get(where), new["rows"].get(where)
        yield from _of_row(pair, where, *rows, asked(case, lane), words)
    for where in sorted({*old["divergences"], *new["divergences"]}) if whole else ():
        before, now = old["divergences"].get(where, []), new["divergences"].get(where, [])
        if before != now:
            yield Difference(
                "divergence", pair, where, f"seen: {was} in {_lanes(before)}, {now_is} in {_lanes(now)}"
            )
    for kind in ("reasons", "checks") if whole and "reasons" in old and "reasons" in new else ():
        for where in sorted({*old[kind], *new[kind]}):
            before, now = old[kind].get(where, "none"), new[kind].get(where, "none")
            if before != now:
                digests = before.startswith(DIGEST) and now.startswith(
                    DIGEST
                )  # which nobody reads anything in
                said = "it is not as it was" if digests else f"was {before}, is {now}"
                yield Difference(kind.removesuffix("s"), pair, where, said)


def _of_row(
    pair: str, where: str, old: Any, new: Any, chosen: bool, words: tuple[str, str]
) -> Iterator[Difference]:
    was, now_is = words
    if old is None:
        yield Difference("added", pair, where, "the row is new; renew the baseline")
    elif new is None:
        if chosen:
            yield Difference("missing", pair, where, "the row is no longer there")
    else:
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name):
                said = f"{name}: {was} {old.get(name, 'absent')}, {now_is} {new.get(name, 'absent')}"
                yield Difference("output", pair, where, said, name)


def _lanes(names: list[str]) -> str:
    return ", ".join(names) or "no lane"
