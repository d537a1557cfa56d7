"""A record of a thousand pairs is read, judged and told with work that grows with it."""

from __future__ import annotations

import contextlib
import copy
import cProfile
import io
import json
import pstats
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import jsonschema
from hypothesis import given

from compare.commands.saved import do_report
from compare.record import saving
from compare.record.schemas import FOLDER, first_fault
from tests.record.test_schemas import TRIAL, WHOLE, written

PLAIN = jsonschema.Draft202012Validator(json.loads((FOLDER / "record.schema.json").read_text("utf-8")))
MANY = copy.deepcopy(written())
MANY["pairs"][0]["trials"][0]["trace"] *= 3
MANY["pairs"][0]["trials"] *= 3
MANY = json.loads(json.dumps(MANY))  # lists of their own
ODD = st.sampled_from([None, True, -1, 0, 1, 2, 7, 0.5, 1.0, 1e999, "", "begin", "ok", [], {}, {"x": 1}])


@given(st.data())
def test_fault_is_seen_wherever_it_is(data: Any) -> None:
    """Red where what is looked at once for many takes a wrong one for a right one, or the other way round."""
    changed = copy.deepcopy(MANY)
    trial = data.draw(st.sampled_from(changed["pairs"][0]["trials"]))
    table = data.draw(st.sampled_from([trial, *trial["trace"], *trial["outputs"]]))
    key = data.draw(st.sampled_from([*table, "unknown"]))
    table[key] = data.draw(ODD)
    assert bool(first_fault("record", changed)) == (not PLAIN.is_valid(changed))


def _calls(pairs: int, folder: Path) -> int:
    """How many calls of functions `report` takes for so many made-up pairs, each of eight rows."""
    kinds = product(("plain", "by-two"), ("python", "dotnet"), ("observed", "timed"))
    rows = [replace(TRIAL, variant=variant, lane=lane, mode=mode) for variant, lane, mode in kinds]
    made = replace(WHOLE.pairs[0], trials=tuple(rows), skips=(), texts=(), mistakes=())
    lanes = (WHOLE.lanes[0], replace(WHOLE.lanes[0], name="dotnet", language="dotnet", kind="dotnet"))
    many = tuple(replace(made, id=f"pair-{number}") for number in range(pairs))
    saving.save(replace(WHOLE, base=None, lanes=lanes, pairs=many), folder / "record.json")
    profile = cProfile.Profile()
    with contextlib.redirect_stdout(io.StringIO()), profile:
        do_report({"record": str(folder)})
    return pstats.Stats(profile).total_calls


def test_work_grows_with_the_pairs(tmp_path: Path) -> None:
    """Red where a table's widths, say, are found for each of its lines again."""
    _calls(1, tmp_path)  # what is loaded or compiled once
    few, many = _calls(60, tmp_path), _calls(180, tmp_path)
    assert many < 3.1 * few
