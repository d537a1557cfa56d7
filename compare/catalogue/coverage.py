"""Which of the source material's items have their pair, and the page of pairs: made from the contracts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from compare.catalogue.contract import Contract
from compare.catalogue.mistakes import load_mistakes

SOURCE = "source.toml"
HEAD = """# The pairs

`invoke docs` writes this page. `invoke show PAIR` shows a pair, `invoke find WORDS` finds one by what people ask.
The number in brackets is the catalogue's of the source material. [GLOSSARY.md](GLOSSARY.md) has the words and the
libraries' names with their pairs, [REFERENCE.md](REFERENCE.md) what contracts, scenes and mistakes may name.
"""


@dataclass(frozen=True)
class Covered:
    """One item of the source material, and what stands for it."""

    item: str
    slug: str
    pairs: tuple[str, ...]
    lanes: tuple[str, ...]
    behaviours: int
    mistakes: int
    reason: str = ""  # why it has no pair


@dataclass(frozen=True)
class Coverage:
    """All items, and the faults of the source that no pair corrects."""

    items: tuple[Covered, ...]
    faults: Mapping[int, tuple[str, tuple[str, ...]]]  # number -> (what it is, the pairs that correct it)

    @property
    def open(self) -> list[str]:
        """Items with neither pair nor reason, and faults that no pair corrects."""
        items = [f"{one.item} {one.slug}" for one in self.items if not one.pairs and not one.reason]
        return items + [
            f"fault {number}: {what}" for number, (what, pairs) in self.faults.items() if not pairs
        ]


def coverage(contracts: Iterable[Contract], root: Path) -> Coverage:
    """What the contracts cover of the source material.

    Raises:
        UsageError: a file of mistakes is broken.
        OSError, ValueError: the list of items cannot be read.
    """
    source = tomllib.loads((root / "compare" / "catalogue" / SOURCE).read_text(encoding="utf-8"))
    contracts = list(contracts)
    mistakes = mistakes_of(contracts)
    items = []
    for item, slug in source["items"].items():
        mine = [one for one in contracts if item in one.data.get("source", ())]
        lanes = [lane for lane in ("python", "dotnet", "pythonnet") if any(lane in one.lanes for one in mine)]
        items.append(
            Covered(
                item,
                slug,
                tuple(one.id for one in mine),
                tuple(lanes),
                sum(len(one.data.get("behaviour", ())) for one in mine),
                sum(mistakes[one.id] for one in mine),
                source["without_pair"].get(item, ""),
            )
        )
    faults = {
        int(number): (what, _correcting(int(number), contracts)) for number, what in source["faults"].items()
    }
    return Coverage(tuple(items), faults)


def mistakes_of(contracts: Iterable[Contract]) -> dict[str, int]:
    """How many mistakes that are convicted each pair has."""
    return {one.id: sum(bool(mistake.fails) for mistake in load_mistakes(one)) for one in contracts}


def _correcting(fault: int, contracts: Iterable[Contract]) -> tuple[str, ...]:
    return tuple(
        one.id
        for one in contracts
        if any(entry.get("fault") == fault for entry in one.data.get("corrections", ()))
    )


def lines(found: Coverage) -> Iterator[str]:
    """The table, and what is open."""
    slugs = max(len(one.slug) for one in found.items)
    pairs = max(len(", ".join(one.pairs)) for one in found.items)
    yield f"item  {'in the source':{slugs}}  {'pair':{pairs}}  lanes  proofs  mistakes"
    for one in found.items:
        if one.pairs:
            lanes = "".join({"python": "P", "dotnet": "D", "pythonnet": "N"}[lane] for lane in one.lanes)
            told = f"{', '.join(one.pairs):{pairs}}  {lanes:5}  {one.behaviours:6}  {one.mistakes:14}"
        else:
            told = f"none: {one.reason}" if one.reason else "NONE, and no reason"
        yield f"{one.item:4}  {one.slug:{slugs}}  {told}"
    yield ""
    yield "Lanes: P python, D dotnet, N pythonnet. Proofs: claims that are checked on the trace."
    yield ""
    for number, (what, correcting) in found.faults.items():
        yield f"fault {number:2}: {what}: {', '.join(correcting) or 'NOT CORRECTED'}"


def pairs_page(contracts: Iterable[Contract]) -> str:
    """The table of pairs, as Markdown."""
    contracts = list(contracts)
    mistakes = mistakes_of(contracts)
    rows = [HEAD, "| chapter | pair | what it shows | variants | mistakes |", "|---|---|---|---|---|"]
    for one in contracts:
        number = next((text for text in one.data.get("source", ()) if text.startswith(("P", "X"))), "")
        named = f"`{one.id}`" + (f" ({number})" if number else "")
        variants = ", ".join(variant.name for variant in one.variants)
        rows.append(f"| {one.chapter} | {named} | {one.title} | {variants} | {mistakes[one.id]} |")
    return "\n".join(rows) + "\n"
