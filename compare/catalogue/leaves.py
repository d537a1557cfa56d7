"""What a record keeps of a pair's leaves: its texts, and the mistakes that people make in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from typing import Any

from compare.catalogue.contract import Contract
from compare.catalogue.mistakes import Mistake, example_of, load_mistakes
from compare.errors import UsageError

AROUND = 2  # unchanged lines on each side of what a mistake changes


def leaves_of(contract: Contract) -> dict[str, tuple[dict[str, Any], ...]]:
    """A pair's texts and mistakes as `PairRecord` holds them; what cannot be read is left out.

    Args:
        contract: the pair's.
    """
    texts = tuple(_texts(contract))
    examples = {one["language"]: one["text"] for one in texts if one["role"] == "example"}
    try:
        mistakes = load_mistakes(contract)
    except UsageError:  # `invoke test` tells of a broken file; the pair's run needs none
        mistakes = ()
    return {"texts": texts, "mistakes": tuple(_mistake(contract, one, examples) for one in mistakes)}


def difference(right: str, wrong: str) -> Iterator[str]:
    """The changed lines of a text with two lines around them, without the heads of a patch."""
    lines = unified_diff(right.splitlines(), wrong.splitlines(), lineterm="", n=AROUND)
    yield from ("" if line.startswith("@@") else line for line in islice(lines, 2, None))


def _texts(contract: Contract) -> Iterator[dict[str, Any]]:
    for language, role, path in (
        ("python", "example", contract.python_path),
        ("csharp", "example", contract.dotnet_path),
        ("python", "scene", contract.python_scene),
        ("csharp", "scene", contract.dotnet_scene),
    ):
        if text := _read(path):
            name = path.relative_to(contract.root).as_posix()
            digest = hashlib.sha256(text.encode()).hexdigest()
            yield {"language": language, "role": role, "path": name, "sha256": digest, "text": text}


def _mistake(contract: Contract, one: Mistake, examples: Mapping[str, str]) -> dict[str, Any]:
    right = examples.get(one.language) or _read(example_of(contract, one.language))
    return {
        "id": one.id,
        "language": one.language,
        "says": one.says,
        "diff": "\n".join(difference(right, one.edited(right))).strip("\n"),
        "fails": list(one.fails),
        "right": one.right,
        "accepted": one.accepted,
    }


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
