"""Which rows show no time or no ratio, and why: counted from the contracts for BENCHMARKS.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from compare.catalogue.contract import Contract, Variant

BEGIN, END = "<!-- rows: `invoke docs` writes what follows -->", "<!-- end of rows -->"
KINDS = ("python", "dotnet", "pythonnet")


def untimed(contracts: Iterable[Contract]) -> str:
    """The tables, as Markdown.

    Args:
        contracts: the pairs whose variants are counted.
    """
    variants = [(one, variant) for one in contracts for variant in one.variants]
    unlike = [(one, variant, variant.unlike) for one, variant in variants if variant.unlike]
    silent = [(one, variant, variant.timed_because) for one, variant in variants if not variant.timed]
    lacking = [(one, variant, variant.lanes_because) for one, variant in variants if variant.lanes_because]
    timed = sum(len(_kinds(one, variant)) for one, variant in variants if variant.timed)
    lines = [
        BEGIN,
        "",
        f"Of {len(variants)} variants {len(variants) - len(silent)} are timed, in {timed} rows (a variant in a lane).",
        "",
        *_section(f"Timed, but no ratio is shown: {len(unlike)} variants", unlike),
        *_section(f"Not timed: {len(silent)} variants", silent),
        *_section(f"Not in every lane: {len(lacking)} variants", lacking, lanes=True),
        END,
    ]
    return "\n".join(lines)


def _kinds(contract: Contract, variant: Variant) -> list[str]:
    return [kind for kind in KINDS if kind in (variant.lanes or contract.lanes)]


def _section(title: str, rows: Iterable[tuple[Contract, Variant, str]], lanes: bool = False) -> Iterator[str]:
    reasons: dict[str, list[str]] = defaultdict(list)
    for contract, variant, reason in rows:
        only = f" ({', '.join(_kinds(contract, variant))} only)" if lanes else ""
        reasons[reason or "no reason is given"].append(f"`{contract.id}` {variant.name}{only}")
    yield f"### {title}"
    yield ""
    yield "| because | variants |"
    yield "|---|---|"
    for reason, named in reasons.items():
        yield f"| {reason} | {', '.join(named)} |"
    yield ""
