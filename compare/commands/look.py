"""`invoke list`, `find` and `show`: what there is, without running anything."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from compare.catalogue.chinese import in_language, language_of
from compare.catalogue.contract import Contract, leaf_text
from compare.catalogue.finding import Hit, search
from compare.catalogue.loading import load_catalogue
from compare.catalogue.mistakes import Mistake, example_of, load_mistakes
from compare.errors import Exit, UsageError, nearest
from compare.plan.options import roots
from compare.setup.home import ROOT
from compare.text import say

MOST_HITS = 8
TYPED_WRONG = 0.75  # so near to a pair's name, words are that name with a slip


def do_list(raw: Mapping[str, Any]) -> int:
    """The pairs by chapter, or those that speak of some words; broken ones are named below."""
    from compare.report.listing import listing

    catalogue = load_catalogue(roots(raw.get("root")), validate=False)
    contracts = list(catalogue.contracts.values())
    if raw.get("words"):
        contracts = [hit.contract for hit in _search(raw["words"], contracts)]
    say(*listing(contracts, _width()).split("\n"))
    for broken in catalogue.broken:
        say(f"broken: {broken.id} ({broken.path})")
        for fault in broken.faults:
            say(f"  {fault}")
    return int(Exit.DIFFERS if catalogue.broken else Exit.OK)


def do_find(raw: Mapping[str, Any]) -> int:
    """The pairs that speak of some words, the nearest first."""
    catalogue = load_catalogue(roots(raw.get("root")), validate=False)
    _print_hits(_search(raw.get("words") or "", list(catalogue.contracts.values())))
    return int(Exit.OK)


def do_show(raw: Mapping[str, Any]) -> int:
    """One pair's examples, and why they differ; or its mistakes, scenes or contract."""
    from compare.report import show
    from compare.report.console import console

    language = language_of(raw)
    name, catalogue = raw.get("pair") or "", load_catalogue(roots(raw.get("root")), validate=False)
    known = {*catalogue.contracts, *(broken.id for broken in catalogue.broken)}
    if name and name not in known and not get_close_matches(name, known, 1, TYPED_WRONG):
        hits = _search(name, list(catalogue.contracts.values()), name)
        if len(hits) != 1:
            say(f"No pair is called {name!r}; these speak of it:")
            _print_hits(hits)
            return int(Exit.OK)
        name = hits[0].contract.id
    contract = find(name, raw)
    told = in_language(contract.data, language)
    if raw.get("contract"):
        show.show_contract(told, console())
    elif raw.get("scene"):
        show.show_scenes(told, leaf_text(contract.python_scene), leaf_text(contract.dotnet_scene), console())
    elif raw.get("mistakes"):
        show.show_mistakes(told, list(_mistakes(contract)), console())
    else:
        show.show(told, leaf_text(contract.python_path), leaf_text(contract.dotnet_path), console())
    return int(Exit.OK)


def _mistakes(contract: Contract) -> Iterator[tuple[Mistake, str, str]]:
    for mistake in load_mistakes(contract):
        right = leaf_text(example_of(contract, mistake.language))
        yield mistake, right, mistake.edited(right)


def _search(words: str, contracts: list[Contract], near: str = "") -> list[Hit]:
    """Where words are spoken of.

    Raises:
        UsageError: nowhere; `near` is what a pair's name was looked for by.
    """
    if not words.strip():
        raise UsageError("Say what to look for: `invoke find cancel a task`.")
    hits = search(words, contracts)
    if not hits:
        close = nearest(near, [one.id for one in contracts]) if near else ""
        raise UsageError(f"No pair is called {words!r}, and none speaks of it.{close}")
    return hits


def _print_hits(hits: list[Hit]) -> None:
    from compare.report.listing import found

    say(*found(hits[:MOST_HITS], _width()).split("\n"))


def _width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def do_coverage(raw: Mapping[str, Any]) -> int:
    """The source material's items and their pairs; 3 where one has neither pair nor reason."""
    from compare.catalogue.coverage import coverage, lines

    contracts = list(load_catalogue([ROOT], validate=False).contracts.values())
    found = coverage(contracts, ROOT)
    say(*(part for line in lines(found) for part in line.split("\n")))
    return int(Exit.DIFFERS if found.open else Exit.OK)


def find(name: str, raw: Mapping[str, Any]) -> Contract:
    """The contract that a user names.

    Raises:
        UsageError: no such pair, with the nearest; or a broken one, with its fault.
    """
    catalogue = load_catalogue(roots(raw.get("root")))
    if not name:
        raise UsageError(f"Name a pair.{nearest(name, catalogue.contracts)}")
    for broken in catalogue.broken:
        if broken.id == name:
            raise UsageError(*(f"{broken.path}: {fault}" for fault in broken.faults))
    if name not in catalogue.contracts:
        raise UsageError(f"No pair is called {name!r}.{nearest(name, catalogue.contracts)}")
    return catalogue.contracts[name]
