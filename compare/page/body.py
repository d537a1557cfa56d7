"""What the page shows of one pair, from its record and its verdict. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from compare.judge.likeness import folded
from compare.judge.verdict import PairVerdict
from compare.page.highlight import highlighted
from compare.page.panels import Panel, panels_of
from compare.page.predict import opens_on, predictions_of
from compare.page.questions import LANGUAGES, Prediction, diff_lines
from compare.page.timings import Timings, timings_of
from compare.page.words import PageLanguage
from compare.record.nouns import PairRecord, Record
from compare.report import wording
from compare.report.digest import by_lane, faults_of
from compare.report.english import paragraphs
from compare.report.pieces import Piece, beside
from compare.text import flowing

AKIN = 3  # pairs that a pair's page leads to


@dataclass(frozen=True)
class CodeRow:
    """A piece of each text, laid beside each other: its first line's number, and its lines."""

    python: tuple[int, Sequence[Markup]]
    csharp: tuple[int, Sequence[Markup]]


@dataclass(frozen=True)
class Code:
    """Both examples."""

    rows: tuple[CodeRow, ...]
    paths: Mapping[str, str]
    lines: Mapping[str, int]  # so many lines each file has, so that a copy is whole


@dataclass(frozen=True)
class Slip:
    """A mistake: what is changed, what is wrong with it, what caught it."""

    id: str
    language: str
    lines: tuple[tuple[str, str], ...]  # sign and text
    says: str
    verdict: str  # caught, accepted or right as well
    by: str  # what caught it, or why it is accepted


@dataclass(frozen=True)
class PairBody:
    """A pair's own part of the page, in the order in which it is read."""

    id: str
    title: str
    question: str
    wrong: tuple[tuple[str, str], ...]
    predictions: tuple[Prediction, ...]
    panels: tuple[Panel, ...]
    variants: tuple[tuple[str, str], ...]
    cases: tuple[tuple[str, str], ...]
    why: tuple[tuple[str, str, str], ...]  # what, the lanes' values, because
    lesson: tuple[str, ...]
    examples: Code | None
    unseen: str  # why there is no picture
    slips: tuple[Slip, ...]
    claims: tuple[tuple[str, str], ...]
    scenes: tuple[str, ...]  # their paths: their texts would be a quarter of the page
    timings: Timings | None
    commands: tuple[str, ...]
    see: tuple[str, ...]


def body_of(
    verdict: PairVerdict, pair: PairRecord, record: Record, see: Sequence[str], words: PageLanguage
) -> PairBody:
    """All of one pair.

    Args:
        verdict: what was judged of it.
        pair: what was seen of it.
        record: the run.
        see: the pairs that it is akin to.
        words: the page's language.
    """
    contract = pair.contract
    predictions = predictions_of(verdict, pair, bool(record.options.get("quick")))
    opening = opens_on(predictions, pair)
    panels = panels_of(verdict, pair, record, words)
    panels = tuple(sorted(panels, key=lambda one: (one.variant, one.case) != opening))
    seen_variants, seen_cases = {one.variant for one in panels}, {one.case for one in panels}
    wrong = [("not run", verdict.not_run)] if verdict.not_run else []
    for fault in faults_of(verdict, pair):
        also = f" The same in {', '.join(fault.also)}." if fault.also else ""
        wrong.append((fault.name, f"{fault.sentence}{also}"))
    return PairBody(
        *(pair.id, verdict.title, flowing(contract.get("question", "")), tuple(wrong)),
        predictions=predictions,
        panels=panels,
        variants=tuple(one for one in wording.variants(contract) if one[0] in seen_variants),
        cases=tuple(one for one in wording.cases(contract) if one[0] in seen_cases),
        why=tuple(_why(verdict, record, words)),
        lesson=tuple(paragraphs(contract.get("teaches", ""))),
        examples=_code(pair.texts),
        unseen=flowing(contract.get("picture_because", "")),
        slips=tuple(map(_slip, pair.mistakes)),
        claims=tuple((flowing(name), where) for name, where in wording.behaviour(contract)),
        scenes=tuple(one["path"] for one in pair.texts if one["role"] == "scene"),
        timings=timings_of(verdict, pair, bool(record.options.get("quick")), words),
        commands=tuple(_commands(pair)),
        see=tuple(see),
    )


def akin(pairs: Iterable[PairRecord]) -> dict[str, list[str]]:
    """For each pair, the few others that share the most terms with it; without terms, none."""
    terms = {pair.id: frozenset(pair.contract.get("terms", ())) for pair in pairs}
    near: dict[frozenset[str], list[str]] = {}  # of thousands of pairs, many have the same terms
    for own in dict.fromkeys(terms.values()):
        ranked = heapq.nlargest(AKIN + 1, terms, key=lambda other, own=own: len(own & terms[other]))
        near[own] = [other for other in ranked if own & terms[other]]
    return {name: [other for other in near[own] if other != name][:AKIN] for name, own in terms.items()}


def _why(verdict: PairVerdict, record: Record, words: PageLanguage) -> Iterator[tuple[str, str, str]]:
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in verdict.divergences:
        values = by_lane(folded(one.values, record.lanes), joined=words.both)
        groups.setdefault((one.field, values, words.because(one.because)), []).append(one.variant)
    for (name, values, reason), variants in groups.items():
        yield (
            f"{name.removeprefix('behaviour.')} ({words.both(list(dict.fromkeys(variants)))})",
            values,
            reason,
        )


def _code(texts: Iterable[Mapping[str, Any]]) -> Code | None:
    mine = {one["language"]: one for one in texts if one["role"] == "example"}
    if not mine:
        return None
    left, right = (mine.get(language, {}).get("text", "") for language in LANGUAGES)
    coloured = {one: highlighted(mine[one]["text"], one) for one in LANGUAGES if one in mine}
    rows = [
        CodeRow(_lines(one, coloured.get("python", ())), _lines(other, coloured.get("csharp", ())))
        for one, other in beside(left, right)
    ]
    paths = {LANGUAGES[name]: str(one["path"]) for name, one in mine.items()}
    return Code(tuple(rows), paths, {name: len(lines) for name, lines in coloured.items()})


def _lines(piece: Piece | None, coloured: Sequence[Markup]) -> tuple[int, Sequence[Markup]]:
    if piece is None:
        return 1, ()
    return piece.first, coloured[piece.first - 1 : piece.first - 1 + len(piece.lines)]


def _slip(one: Mapping[str, Any]) -> Slip:
    if one["right"]:
        verdict, by = "Right as well: it is accepted.", ""
    elif one["accepted"]:
        verdict, by = "Accepted:", flowing(one["accepted"])
    else:
        verdict, by = "Caught by", f"{', '.join(one['fails'])}."
    return Slip(
        one["id"], LANGUAGES[one["language"]], diff_lines(one["diff"]), flowing(one["says"]), verdict, by
    )


def _commands(pair: PairRecord) -> Iterator[str]:
    """Without any quoting, so that each shell takes them."""
    yield f"invoke show {pair.id}"
    yield f"invoke run {pair.id} --lane python,dotnet"
    yield f"invoke compare --only {pair.id}"
    for text in pair.texts:
        if text["role"] == "example":
            start = "python" if text["language"] == "python" else "dotnet run"
            yield f"{start} {text['path']}"
