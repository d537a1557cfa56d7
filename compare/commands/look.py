"""`invoke list` and `invoke show`: what there is, without running anything."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Any

from compare.catalogue import load_catalogue
from compare.contract import Contract
from compare.errors import Exit, HarnessError, UsageError, nearest
from compare.options import ROOT, roots


def do_list(raw: Mapping[str, Any]) -> int:
    """The pairs by chapter; broken ones are named below."""
    from compare.report.listing import listing

    catalogue = load_catalogue(roots(raw.get("root")), validate=False)
    width = shutil.get_terminal_size((100, 24)).columns
    print(listing(list(catalogue.contracts.values()), width))
    for broken in catalogue.broken:
        print(f"broken: {broken.id} ({broken.path}): {broken.reason}")
    return int(Exit.DIFFERS if catalogue.broken else Exit.OK)


def do_show(raw: Mapping[str, Any]) -> int:
    """One pair's question, contract and texts."""
    from compare.report.console import console
    from compare.report.show import show

    contract = find(raw.get("pair") or "", raw)
    show(contract.data, _text(contract, "python"), _text(contract, "dotnet"), console())
    return int(Exit.OK)


def do_coverage(raw: Mapping[str, Any]) -> int:
    """The source material's items and their pairs; 3 where one has neither pair nor reason."""
    from compare.coverage import coverage, lines, readme_table, with_table
    from compare.record import write_atomically

    contracts = list(load_catalogue([ROOT], validate=False).contracts.values())
    if raw.get("readme"):
        readme = ROOT / "README.md"
        write_atomically(readme, with_table(readme.read_text(encoding="utf-8"), readme_table(contracts)))
        return int(Exit.OK)
    found = coverage(contracts, ROOT)
    print("\n".join(lines(found)))
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
            raise UsageError(f"{broken.path}: {broken.reason}")
    if name not in catalogue.contracts:
        raise UsageError(f"No pair is called {name!r}.{nearest(name, catalogue.contracts)}")
    return catalogue.contracts[name]


def _text(contract: Contract, language: str) -> str:
    path = contract.python_path if language == "python" else contract.dotnet_path
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise HarnessError(f"Cannot read {path}: {error.strerror}.") from None
