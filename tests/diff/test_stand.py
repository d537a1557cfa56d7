"""What of a record a baseline holds."""

from __future__ import annotations

from compare.diff.stand import fields_of
from compare.judge.scene import Scene
from tests.judge.builders import BOTH, contract, record, trial

FREE = {"free": True, "because": "so it is"}


def test_values_that_are_held_to_something_are_kept() -> None:
    """Not what is shown, lies between bounds or within a tolerance, or may be anything."""
    fields = {
        "n": {"mode": "equal", "expect": {"*": 1}},
        "near": {"mode": "equal", "tolerance": 0.1, "expect": {"*": 1}},
        "some": {"mode": "set", "expect": {"*": ["a", "b"]}},
        "low": {"mode": "between", "expect": {"*": {"low": 0}}},
        "look": {"mode": "shown"},
        "luck": {"mode": "equal", "expect": {"default": FREE}},
    }
    said = {"n": 1, "near": 1.01, "some": ["b", "a", "b"], "low": 3, "look": 4, "luck": 5}
    whole = record([trial(lane.name, said) for lane in BOTH], contract(fields))
    rows = fields_of(Scene(whole.pairs[0], whole.lanes))
    assert len(rows) == 2
    assert all(row == {"n": "1", "some": '["a","b"]'} for row in rows.values())
