"""A chapter as a Jupyter notebook: the Python side runs in it, the C# side is read beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from compare.diff.whole import Whole
from compare.page.body import PairBody
from compare.page.page import Drawn
from compare.page.plain import ids_of
from compare.record.nouns import PairRecord
from compare.report.digest import records_by_id
from compare.text import for_markdown, markdown_block

FORMAT, MINOR = 4, 5
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(whole: Whole, chapter: str) -> dict[str, Any]:
    """The notebook of a chapter, as JSON of nbformat 4.5.

    A text is written to a file and run from there: a child process that is spawned imports it.

    Args:
        whole: a judged record.
        chapter: its name.

    Raises:
        UsageError: the record has no pair of it.
    """
    drawn, records = Drawn(whole), records_by_id(whole.report)
    ids = ids_of(whole, chapter)
    told = "Run a text, change it, and run it again. The C# text beside it does the same."
    cells = [_cell("head", f"# {chapter}: Python and C#\n\n{told}")]
    for name in ids:
        for number, (kind, source) in enumerate(_of_pair(drawn.bodies[name], records[name])):
            cells.append(_cell(f"{name}-{number}", source, kind))
    return {"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": FORMAT, "nbformat_minor": MINOR}


def _cell(name: str, source: str, kind: str = "markdown") -> dict[str, Any]:
    code = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "metadata": {}, "source": source} | code


def _of_pair(body: PairBody, pair: PairRecord) -> Iterator[tuple[str, str]]:
    yield "markdown", f"## {for_markdown(body.question or body.title)}"
    texts = {one["language"]: one for one in pair.texts if one["role"] == "example"}
    if python := texts.get("python"):
        file = PurePosixPath(python["path"]).name
        yield "code", f"%%writefile {file}\n{python['text']}"
        yield "code", f"import sys\n\n!{{sys.executable}} {file}"
    if csharp := texts.get("csharp"):
        yield "markdown", f"The same in C#:\n\n{_listing(csharp)}"
    yield "markdown", "\n".join(_answers(body))


def _listing(text: Mapping[str, Any]) -> str:
    return markdown_block(text["text"]).replace("text\n", "csharp\n", 1)


def _answers(body: PairBody) -> Iterator[str]:
    """What the judged run gave, in the variant and case that the page opens on, and why."""
    for panel in body.panels[:1]:
        yield f"A judged run of `{panel.variant}`, case `{panel.case}`, gave:"
        yield ""
        yield f"| output | {' | '.join(panel.lanes)} |"
        yield f"|---{'|---' * len(panel.lanes)}|"
        for one in panel.given:
            yield f"| {for_markdown(one.field)} | {' | '.join(map(for_markdown, one.values))} |"
        yield ""
    for what, values, because in body.why:
        yield f"**{for_markdown(what)}**: {for_markdown(values)}, {for_markdown(because)}"
        yield ""
    for one in body.lesson:
        yield for_markdown(one)
        yield ""
