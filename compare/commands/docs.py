"""`invoke docs`: the pages, and parts of pages, that are made from the code and the contracts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compare.catalogue.chinese import in_language
from compare.catalogue.contract import Contract
from compare.catalogue.coverage import pairs_page
from compare.catalogue.loading import load_catalogue
from compare.errors import Exit
from compare.record.saving import write_atomically
from compare.report import api
from compare.report.glossary import glossary
from compare.report.reference import reference
from compare.report.untimed import untimed
from compare.setup.home import ROOT
from compare.text import say
from compare.worker.trace import Trace

PAGES = ROOT / "compare" / "contracts"
READMES = {ROOT / "README.md": api.ENGLISH, ROOT / "README.zh-CN.md": api.CHINESE}
SHOWN = "shared-dict-counter"  # the pair whose texts the READMEs show whole
WORDS = ROOT / "compare" / "catalogue" / "glossary.toml"


def do_docs(raw: Mapping[str, Any]) -> int:
    """Write each page whose text has changed, and name it."""
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write_atomically(path, text)
            say(f"written: {path.relative_to(ROOT)}")
    return int(Exit.OK)


def pages() -> dict[Path, str]:
    """Each page and the text that it should have."""
    catalogue = load_catalogue([ROOT], validate=False).contracts
    contracts = list(catalogue.values())
    benchmarks = ROOT / "BENCHMARKS.md"
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))["words"]
    return {
        benchmarks: _in_place(benchmarks.read_text(encoding="utf-8"), untimed(contracts)),
        PAGES / "README.md": pairs_page(contracts),
        PAGES / "REFERENCE.md": reference(Trace),
        PAGES / "GLOSSARY.md": glossary(words, contracts),
    } | {path: _readme(path, words, catalogue) for path, words in READMES.items()}


def _readme(path: Path, words: api.Words, catalogue: Mapping[str, Contract]) -> str:
    page = _with_texts(path.read_text(encoding="utf-8"), catalogue[SHOWN])
    return _in_place(
        page, api.index([in_language(one.data, words.language) for one in catalogue.values()], words)
    )


def _in_place(page: str, section: str) -> str:
    """A page with a section between the lines that are the section's first and last.

    Raises:
        ValueError: the page lacks one of them.
    """
    first, last = section.splitlines()[0], section.splitlines()[-1]
    before, begin, rest = page.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise ValueError(f"the page has no lines {first} and {last}")
    return before + section + after


def _with_texts(page: str, contract: Contract) -> str:
    """A page whose first Python and first C# listing are a pair's examples."""
    for language, path in (("python", contract.python_path), ("csharp", contract.dotnet_path)):
        listing = f"```{language}\n{path.read_text(encoding='utf-8')}```"
        page = re.sub(rf"```{language}\n.*?```", lambda _, new=listing: new, page, count=1, flags=re.DOTALL)
    return page
