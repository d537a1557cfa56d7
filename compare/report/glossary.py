"""The page of words: what each means, and the pairs that show it; made from the contracts' `terms`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from compare.catalogue.contract import Contract

HEAD = """# Words, and the pairs that show them

`invoke docs` writes this page from the `terms` of the contracts. `invoke find WORDS` looks for the same words in a
terminal, and in what learners ask.
"""


def pairs_by_term(contracts: Iterable[Contract]) -> dict[str, list[str]]:
    """The ids of the pairs that name each term, terms in the order of the alphabet."""
    pairs: dict[str, list[str]] = defaultdict(list)
    for contract in contracts:
        for term in contract.terms:
            pairs[term].append(contract.id)
    return dict(sorted(pairs.items(), key=lambda item: item[0].lower()))


def glossary(words: Mapping[str, str], contracts: Iterable[Contract]) -> str:
    """The page, as Markdown.

    Args:
        words: what each word of concurrency means.
        contracts: the pairs whose terms are laid beside them.
    """
    pairs = pairs_by_term(contracts)
    lines = [HEAD, "| word | meaning | pairs |", "|---|---|---|"]
    for word, meaning in sorted(words.items(), key=lambda item: item[0].lower()):
        lines.append(f"| {word} | {meaning} | {_named(pairs.get(word, ()))} |")
    lines += ["", "## Names of the libraries", "", "| name | pairs |", "|---|---|"]
    lines += [f"| `{term}` | {_named(ids)} |" for term, ids in pairs.items() if term not in words]
    return "\n".join(lines) + "\n"


def _named(ids: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in ids)
