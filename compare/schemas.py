"""The published JSON Schemas, and the first fault that one finds."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "schema"


@cache
def _validator(name: str) -> Any:
    import jsonschema

    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema)


def first_fault(name: str, data: Any) -> str:
    """Where and how data breaks a schema.

    Args:
        name: `contract` or `record`.
        data: parsed TOML or JSON.

    Returns:
        `key.path: what is wrong`, or an empty string.
    """
    import jsonschema

    error = jsonschema.exceptions.best_match(_validator(name).iter_errors(data))
    if error is None:
        return ""
    path = ".".join(str(part) for part in error.absolute_path) or "the top level"
    return f"{path}: {error.message[:300]}"
