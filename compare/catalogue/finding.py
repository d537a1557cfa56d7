"""Finding pairs by what people ask: questions, terms, and the names of the libraries' calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from compare.catalogue.contract import Contract

# What a word weighs where it stands; what the pair is called by counts most.
WEIGHTS = {
    "id": 9,
    "title": 7,
    "terms": 7,
    "api": 7,
    "asked": 6,
    "question": 4,
    "teaches": 2,
    "variants": 2,
    "calls": 2,
}
_IDLE_WORDS = """a an and are at be by can do does for from how i if in is it its me my not of on one or so that
the there they this to two use was what when where which who why will with you"""
IDLE = frozenset(_IDLE_WORDS.split())
_WORD = re.compile(r"[a-z0-9_.#+]*[a-z0-9_#][+=]{0,2}|[+\-*/]=|\+\+", re.IGNORECASE)


@dataclass(frozen=True)
class Hit:
    """A pair that speaks of what was asked."""

    contract: Contract
    score: float
    where: str  # the part of it that speaks of most


def search(words: str, contracts: Iterable[Contract]) -> list[Hit]:
    """The pairs that speak of some words, the nearest first.

    Args:
        words: as people type them: `gil`, `CancellationToken`, `is x += 1 safe`.
        contracts: the pairs to look through.
    """
    asked = [word.lower() for word in _WORD.findall(words)]
    telling = [word for word in asked if word not in IDLE] or asked
    if not telling:
        return []
    hits = [hit for contract in contracts if (hit := _hit(contract, telling))]
    best = max((hit.score for hit in hits), default=0.0)
    near = [hit for hit in hits if hit.score >= best / 4]
    return sorted(near, key=lambda hit: (-hit.score, hit.contract.id))


def _hit(contract: Contract, words: Sequence[str]) -> Hit | None:
    scores = {name: _score(texts, words) * WEIGHTS[name] for name, texts in _parts(contract)}
    found = {
        word for _, texts in _parts(contract) for word in words if any(_has(text, word) for text in texts)
    }
    total = sum(scores.values()) * (len(found) / len(words)) ** 2  # who has all words comes first
    return Hit(contract, total, max(scores, key=lambda name: scores[name])) if total else None


def _score(texts: Iterable[str], words: Sequence[str]) -> float:
    """The words that the nearest of some texts has."""
    return max((sum(_has(text, word) for word in words) for text in texts), default=0.0)


def _has(text: str, word: str) -> float:
    """1 for the word itself, a half for one that begins with it or holds it."""
    if re.search(rf"(?<![a-z0-9_]){re.escape(word)}(?![a-z0-9_])", text):
        return 1.0
    return 0.5 if len(word) > 2 and word in text else 0.0


def _parts(contract: Contract) -> Iterator[tuple[str, list[str]]]:
    data = contract.data
    yield "id", [contract.id.replace("-", " "), contract.id]
    yield "title", [contract.title.lower()]
    yield "terms", [term.lower() for term in contract.terms]
    yield "api", [call.lower() for row in (*contract.api, *contract.api_unlike) for call in row[:2]]
    yield "asked", [question.lower() for question in contract.asked]
    yield "question", [str(data.get("question", "")).lower()]
    yield "teaches", [str(data.get("teaches", "")).lower()]
    yield "variants", [f"{one.name} {one.says}".lower() for one in contract.variants]
    yield "calls", [_text(path) for path in (contract.python_path, contract.dotnet_path)]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").lower()
    except (OSError, UnicodeDecodeError):  # told where the pair is used, not where it is looked for
        return ""
