"""The index of calls: what Python's call is in .NET, and the pairs that show both; made from the contracts' `api`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from compare.text import flowing

BEGIN, END = "<!-- calls: `invoke docs` writes what follows -->", "<!-- end of calls -->"


class Words(NamedTuple):
    """What a README's language calls the parts of the index."""

    language: str  # en or zh
    alike: str
    heads: str
    unlike: str
    unlike_heads: str


ENGLISH = Words(
    "en",
    "{} calls and what they are on the other side",
    "| Python | .NET | pairs |",
    "{} that look alike, but are not",
    "| Python | .NET | what differs | pair |",
)
CHINESE = Words(
    "zh",
    "{} 组对应的调用",
    "| Python | .NET | 示例对 |",
    "{} 组看似相同、其实不同的调用",
    "| Python | .NET | 差别 | 示例对 |",
)


class CallRow(NamedTuple):
    """A Python call beside a .NET call."""

    python: str
    dotnet: str
    pairs: tuple[str, ...]
    unlike: str = ""  # what differs, where the two look alike only


def calls(contracts: Iterable[Mapping[str, Any]]) -> tuple[CallRow, ...]:
    """All rows, by the Python call's name; first those that do the same, then those that look alike only.

    Args:
        contracts: contracts as a record holds them.
    """
    pairs: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for contract in contracts:
        for python, dotnet in contract.get("api", ()):
            pairs[python, dotnet, ""].append(contract["id"])
        for python, dotnet, why in contract.get("api_unlike", ()):
            pairs[python, dotnet, flowing(why)].append(contract["id"])
    rows = [CallRow(python, dotnet, tuple(ids), why) for (python, dotnet, why), ids in pairs.items()]
    return tuple(sorted(rows, key=lambda one: (bool(one.unlike), one.python.casefold(), one.dotnet)))


def index(contracts: Iterable[Mapping[str, Any]], words: Words) -> str:
    """The index as a README has it, folded.

    Args:
        contracts: contracts as TOML holds them.
        words: of the README's language.
    """
    rows = calls(contracts)
    alike, unlike = [one for one in rows if not one.unlike], [one for one in rows if one.unlike]
    lines = [BEGIN, "", *_folded(words.alike.format(len(alike)), words.heads, alike)]
    lines += [*_folded(words.unlike.format(len(unlike)), words.unlike_heads, unlike), END]
    return "\n".join(lines)


def _folded(summary: str, heads: str, rows: Iterable[CallRow]) -> Iterator[str]:
    yield f"<details><summary>{summary}</summary>"
    yield ""
    yield heads
    yield "|---" * (heads.count("|") - 1) + "|"
    for one in rows:
        why = f" {one.unlike} |" if one.unlike else ""
        yield f"| `{one.python}` | `{one.dotnet}` |{why} {', '.join(one.pairs)} |"
    yield ""
    yield "</details>"
    yield ""
