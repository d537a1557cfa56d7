"""A worker's answers are read strictly: an example may have written them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from compare.lanes.answers import BadReply, fault_in, parsed

OUTPUT = {"value": {"sum": 1}, "count": 1}
EVENT = {"t": 1, "pid": 2, "thread": 3, "name": "begun", "kind": "event"}
GOOD = {
    "ok": True,
    "outputs": [OUTPUT],
    "elapsed_ns": 1,
    "repeat": 1,
    "cpu_ns": 0,
    "trace": [EVENT],
    "late": 0,
}


def _nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "line",
    [
        b"", b"{", b"[]", b"1", b'{"ok": NaN}', b'{"ok": Infinity}', b'{"ok": true, "ok": true}',
        b'{"n": ' + b"9" * 5000 + b"}", b"[" * 100_000, b'{"a":' * 100_000, b"\xff",
    ],
)  # fmt: skip
def test_103_line_that_is_no_json_object_is_refused(line: bytes) -> None:
    """Whatever the parser itself says to it."""
    with pytest.raises(BadReply):
        parsed(line)


def test_good_answer_has_no_fault() -> None:
    """Of each kind."""
    assert fault_in("trial", parsed(json.dumps(GOOD).encode())) == ""
    assert fault_in("look", {"ok": True, "threads": ["thread a"], "changed": []}) == ""
    assert fault_in("warm", {"ok": True, "first_ns": 1, "calls": 1, "elapsed_ns": 1}) == ""
    assert fault_in("drop", {"ok": True}) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"outputs": []}, {"outputs": {}}, {"outputs": [1]}, {"outputs": [{"value": {}}]},
        {"outputs": [OUTPUT | {"more": 1}]}, {"outputs": [OUTPUT | {"count": True}]},
        {"outputs": [OUTPUT | {"value": {"sum": _nested(480)}}]}, {"outputs": [OUTPUT | {"value": {"sum": 10**400}}]},
        {"elapsed_ns": 10**400}, {"elapsed_ns": 0}, {"elapsed_ns": 1.5}, {"repeat": True}, {"cpu_ns": "1"},
        {"cpu_ns": 10**400}, {"late": None}, {"more": 1}, {"trace": {}}, {"trace": [1]}, {"trace": [{}]},
        {"trace": [{"t": 1}]}, {"trace": [EVENT | {"t": 10**400}]}, {"trace": [EVENT | {"kind": "other"}]},
        {"trace": [EVENT | {"more": 1}]}, {"trace": [EVENT | {"value": [1]}]}, {"trace": [EVENT | {"item": 1.5}]},
        {"trace": [EVENT | {"name": 1}]}, {"trace": [EVENT | {"value": 2**60}]},
        {"ok": False}, {"ok": False, "error": "told"}, {"ok": False, "error": {"where": 1, "type": "a"}}, {"ok": 1},
    ],
    ids=lambda wrong: str(wrong)[:40],
)  # fmt: skip
def test_103_answer_of_a_wrong_shape_has_a_fault(wrong: dict[str, Any]) -> None:
    """Missing keys, extra ones, wrong types, numbers out of bounds; nothing raises."""
    assert fault_in("trial", GOOD | wrong)


@pytest.mark.parametrize(
    ("operation", "reply"),
    [
        ("look", {"ok": True}), ("look", {"ok": True, "threads": [1]}),
        ("look", {"ok": True, "threads": [], "changed": "cwd"}), ("warm", {"ok": True, "first_ns": "1"}),
        ("drop", {}), ("prepare", {"ok": None}),
    ],
)  # fmt: skip
def test_103_other_answers_of_a_wrong_shape_have_a_fault(operation: str, reply: dict[str, Any]) -> None:
    """Those to requests that only clear up are looked at as well."""
    assert fault_in(operation, reply)
