"""The published schemas: sound by themselves, and exactly what is written."""

from __future__ import annotations

import json
from dataclasses import fields

import jsonschema
import pytest

from compare import record as nouns
from compare.contract import SCHEMA as CONTRACT_SCHEMA
from compare.record import Base, LaneFacts, Look, PairRecord, Record, Skip, Trial, Warmup
from compare.schemas import FOLDER, first_fault
from tests.sample import data

EVENT = {"t": 5, "pid": 1, "thread": 2, "name": "job", "kind": "begin", "span": 1, "item": "a"}
TRIAL = Trial(
    *("default", "plain", "python", "observed", 1, 0, 1, "ok"),
    outputs=({"value": {"sum": 6}, "count": 2},),
    elapsed_ns=5,
    cpu_ns=4,
    trace=(EVENT, EVENT | {"kind": "end"}, {**EVENT, "kind": "event", "item": 3, "value": 0.5}),
    notes=("after result",),
)
WHOLE = Record(
    *("2026-11-24T06:00:00+00:00", 7, {"only": []}, {"cores": 2}),
    lanes=(
        LaneFacts("python", "python", "python", "ready", facts={"version": "3.11.7"}, start_ns=(5,)),
        LaneFacts("pythonnet", "python", "pythonnet", "skipped", "it is not installed"),
    ),
    pairs=(
        PairRecord(
            *("my-pair", "tasks", data()),
            cases=({"id": "default", "parameters": {"n": 4}, "altered": False},),
            skips=(Skip("pythonnet", "", "", "it is not installed"),),
            warmups=(Warmup("plain", "python", 1, 9, 3, 20),),
            trials=(TRIAL, Trial("default", "plain", "dotnet", "timed", 1, 1, 2, "crashed", "SIGSEGV")),
        ),
        PairRecord("broken", "", {}, not_run="is not valid TOML"),
    ),
    tool="0.1.0",
    base=Base(
        *("main", "0" * 40),
        pairs=(PairRecord("my-pair", "tasks", data(), trials=(TRIAL,)),),
        looks=(
            Look(*("my-pair", "plain", "python", "default", "main", 0.02), samples=((1.5, 2.5, 0, 3, True),)),
        ),
    ),
)
NOUNS = {
    "base": Base,
    "look": Look,
    "lane": LaneFacts,
    "pair": PairRecord,
    "skip": Skip,
    "warmup": Warmup,
    "trial": Trial,
}


def written() -> dict:
    """The record as it stands in its file."""
    return json.loads(nouns.dumps(WHOLE))


@pytest.mark.parametrize("name", ["contract", "record"])
def test_schema_is_itself_sound(name) -> None:
    """Draft 2020-12, with a versioned id and a description for readers."""
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    version = {"contract": CONTRACT_SCHEMA, "record": nouns.SCHEMA}[name]
    assert schema["$id"].endswith(f"/{version}/{name}.schema.json")
    assert schema["description"]


def test_record_as_written_is_valid_and_read_again() -> None:
    """What `compare` writes, `report` and `diff` take."""
    assert first_fault("record", written()) == ""
    assert nouns.parse(nouns.dumps(WHOLE), "record.json") == WHOLE


@pytest.mark.parametrize("name", NOUNS)
def test_schema_names_each_field_of_each_noun(name) -> None:
    """A field added to a noun is a field of the schema, and required."""
    schema = json.loads((FOLDER / "record.schema.json").read_text(encoding="utf-8"))
    names = {one.name for one in fields(NOUNS[name])}
    assert set(schema["$defs"][name]["properties"]) == names == set(schema["$defs"][name]["required"])


@pytest.mark.parametrize(
    "path", [[], ["lanes", 0], ["pairs", 0], ["pairs", 0, "cases", 0], ["pairs", 0, "skips", 0],
             ["pairs", 0, "warmups", 0], ["pairs", 0, "trials", 0], ["pairs", 0, "trials", 0, "outputs", 0],
             ["pairs", 0, "trials", 0, "trace", 0]]
)  # fmt: skip
def test_extra_key_is_refused(path) -> None:
    """A record of another version, or edited by hand, is not taken for one of ours."""
    record = written()
    place = record
    for part in path:
        place = place[part]
    place["extra"] = 1
    assert "'extra' was unexpected" in first_fault("record", record)
    del place["extra"]
    place.pop(next(iter(place)))
    assert "is a required property" in first_fault("record", record)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"state": "fine"}, "pairs.0.trials.0.state: 'fine' is not one of"),
        ({"mode": "both"}, "pairs.0.trials.0.mode: 'both' is not one of"),
        ({"repeat": 0}, "pairs.0.trials.0.repeat: 0 is less than the minimum of 1"),
        ({"elapsed_ns": -1}, "pairs.0.trials.0.elapsed_ns: -1 is less than"),
        (
            {"outputs": [{"value": 6, "count": 1}]},
            "pairs.0.trials.0.outputs.0.value: 6 is not of type 'object'",
        ),
    ],
)
def test_impossible_trial_is_refused(change, told) -> None:
    """The fault is named with its key."""
    record = written()
    record["pairs"][0]["trials"][0] |= change
    assert told in first_fault("record", record)


def test_contract_schema_takes_the_sample() -> None:
    """The sample of these tests fits."""
    assert first_fault("contract", data()) == ""
