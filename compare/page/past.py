"""A history as one plain page: outputs and behaviour by commit, and ratios; the same records give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from compare.page.page import filled_plain
from compare.report.history import HEADS, NO_VERDICT, History, cells
from compare.report.units import ratio

STATES = {"agrees": "agrees", "declared": "design", "unclear": "unclear", "skipped": "skipped"}


def history_page(history: History, hiders: Iterable[Callable[[str], str]]) -> str:
    """The page's text.

    Args:
        history: records in the order of their time.
        hiders: what takes out of a text who ran each record, and where.
    """
    every = tuple(hiders)

    def hidden(text: str) -> str:
        for one in every:
            text = one(text)
        return text

    return filled_plain(
        "history.html",
        hidden,
        history=history,
        rows=[(pair, list(_cells(history, pair))) for pair in history.pairs],
        series=[
            (cells(one), [ratio(value) if value else "" for value in one.values]) for one in history.series
        ],
        heads=HEADS,
        no_verdict=NO_VERDICT,
    )


def _cells(history: History, pair: str) -> Iterable[tuple[str, str, bool]]:
    """A pair in each record: its state, its words, and whether something has changed since it was last run."""
    for moment, found in zip(history.moments, history.changes, strict=True):
        outputs, behaviour = moment.words.get(pair, ("", ""))
        states: dict[str, Any] = dict.fromkeys(
            STATES.get(word, "fails") for word in (outputs, behaviour) if word
        )
        worst = next((one for one in ("fails", "unclear", "skipped", "design") if one in states), "agrees")
        told = outputs if behaviour in (outputs, "-", "") else f"{outputs} / {behaviour}"
        yield worst if states else "", told, any(one.pair == pair for one in found)
