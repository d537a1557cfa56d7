"""What a contract's file may spell shorter, written out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NAMED = {
    "variants": "name",
    "cases": "id",
    "behaviour": "id",
}  # tables by name, and the key that holds the name
COMMON = ("timed", "timed_because")  # said once, of all variants
MODE = "equal"  # of an output that says none


def written_out(data: Mapping[str, Any]) -> dict[str, Any]:
    """A contract's data with each entry whole: named tables as lists of entries, common keys and modes in each.

    Args:
        data: what the file holds; what does not fit the schema stays as it is, for the schema to refuse.
    """
    whole = dict(data)
    for table, key in NAMED.items():
        if isinstance(data.get(table), Mapping):
            whole[table] = [_with({key: name}, entry) for name, entry in data[table].items()]
    common = {key: whole.pop(key) for key in COMMON if key in whole}
    if common and isinstance(whole.get("variants"), list):
        whole["variants"] = [_with(common, entry) for entry in whole["variants"]]
    if isinstance(data.get("outputs"), Mapping):
        whole["outputs"] = {name: _with({"mode": MODE}, entry) for name, entry in data["outputs"].items()}
    return whole


def _with(first: Mapping[str, Any], entry: Any) -> Any:
    return {**first, **entry} if isinstance(entry, Mapping) else entry
