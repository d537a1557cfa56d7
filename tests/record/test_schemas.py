"""The published schemas: sound by themselves, and exactly what is written."""

from __future__ import annotations

import json
from dataclasses import fields

import jsonschema
import pytest

from compare.errors import UsageError
from compare.record import nouns, saving
from compare.record.nouns import (
    Base,
    LaneFacts,
    Look,
    PairRecord,
    Record,
    Since,
    Skip,
    Touch,
    Trial,
    Warmup,
)
from compare.record.schemas import CONTRACT_SCHEMA, FOLDER, all_faults, first_fault
from tests.sample import data

EVENT = {"t": 5, "pid": 1, "thread": 2, "name": "job", "kind": "begin", "span": 1, "item": "a"}
TRIAL = Trial(
    *("default", "plain", "python", "observed", 1, 0, 1, "ok"),
    outputs=({"value": {"sum": 6}, "count": 2},),
    elapsed_ns=5,
    cpu_ns=4,
    trace=(EVENT, EVENT | {"kind": "end"}, {**EVENT, "kind": "event", "item": 3, "value": 0.5}),
    notes=("after result",),
    began_ns=3,
    printed="a line\n",
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
            texts=(
                {
                    "language": "python",
                    "role": "example",
                    "path": "python/tasks/my_pair.py",
                    "sha256": "0" * 64,
                    "text": "pass\n",
                },
            ),
            mistakes=(
                {
                    "id": "one-more",
                    "language": "python",
                    "says": "One is added.",
                    "diff": "-a\n+b",
                    "fails": ["output.sum"],
                    "right": False,
                    "accepted": "",
                },
            ),
        ),
        PairRecord("broken", "", {}, not_run="is not valid TOML"),
    ),
    tool="0.1.0",
    since=Since(
        "main",
        "0" * 40,
        "0" * 64,
        "1" * 64,
        (Touch("my-pair", "touched", "a.py", "", "2" * 64, ("python",)),),
    ),
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
    "since": Since,
    "touch": Touch,
}


def written() -> dict:
    """The record as it stands in its file."""
    return json.loads(saving.dumps(WHOLE))


@pytest.mark.parametrize("name", ["contract", "lanes", "mistakes", "record"])
def test_schema_is_itself_sound(name) -> None:
    """Draft 2020-12, with a versioned id and a description for readers."""
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    version = {"contract": CONTRACT_SCHEMA, "lanes": 1, "mistakes": 2, "record": nouns.SCHEMA}[name]
    assert schema["$id"].endswith(f"/{version}/{name}.schema.json")
    assert schema["description"]


def test_record_as_written_is_valid_and_read_again() -> None:
    """What `compare` writes, `report` and `diff` take."""
    assert first_fault("record", written()) == ""
    assert saving.parse(saving.dumps(WHOLE), "record.json") == WHOLE


@pytest.mark.parametrize("name", NOUNS)
def test_schema_names_each_field_of_each_noun(name) -> None:
    """A field added to a noun is a field of the schema, and required."""
    schema = json.loads((FOLDER / "record.schema.json").read_text(encoding="utf-8"))
    names = {one.name for one in fields(NOUNS[name])}
    assert set(schema["$defs"][name]["properties"]) == names == set(schema["$defs"][name]["required"])


@pytest.mark.parametrize(
    "path", [[], ["lanes", 0], ["pairs", 0], ["pairs", 0, "cases", 0], ["pairs", 0, "skips", 0],
             ["pairs", 0, "warmups", 0], ["pairs", 0, "trials", 0], ["pairs", 0, "trials", 0, "outputs", 0],
             ["pairs", 0, "trials", 0, "trace", 0], ["pairs", 0, "texts", 0], ["pairs", 0, "mistakes", 0]]
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


@pytest.mark.parametrize("version", [2, 3, 4])
def test_an_older_record_is_read_with_what_it_lacks_left_out(version) -> None:
    """Of head and of base."""
    record = written() | {"schema": version}
    del record["since"]
    pairs = [*record["pairs"], *record["base"]["pairs"]]
    for noun, new in [*((one, ("texts", "mistakes")) for one in pairs),
                      *((one, ("began_ns", "printed")) for pair in pairs for one in pair["trials"])]:  # fmt: skip
        for key in new if version < 4 else ():
            del noun[key]
    if version == 2:
        for key in ("heads", "failures", "complete"):
            del record[key]
    seen = saving.parse(json.dumps(record), "old.json")
    assert seen.schema == nouns.SCHEMA
    assert seen.since is None
    for pair in [*seen.pairs, *seen.base.pairs] if version < 4 else []:
        assert pair.texts == pair.mistakes == ()
        assert all((trial.began_ns, trial.printed) == (0, "") for trial in pair.trials)
    assert [trial.trace for trial in seen.pairs[0].trials] == [trial.trace for trial in WHOLE.pairs[0].trials]


@pytest.mark.parametrize(
    "change",
    [{"schema": True}, {"schema": 1}, {"schema": 6}, {"schema": 3, "pairs": 7}, {"schema": 3, "base": 7}],
)
def test_what_is_no_record_of_ours_is_refused_in_a_sentence(change) -> None:
    """Whatever stands where older versions have their pairs."""
    with pytest.raises(UsageError, match=r"^old.json (has record schema|is not a valid record)"):
        saving.parse(json.dumps(written() | change), "old.json")


@pytest.mark.parametrize("place", ["pairs", "base"])
@pytest.mark.parametrize("version", [1, 3, None])
def test_a_contract_of_another_schema_is_refused(place, version) -> None:
    """What it says of outputs and behaviour cannot be judged; a pair that was not run has none."""
    record = written()
    pairs = record["pairs"] if place == "pairs" else record["base"]["pairs"]
    pairs[0]["contract"]["schema"] = version
    told = f"^old.json holds the contract of my-pair in schema {version}; this version judges schema 2. Read it with"
    with pytest.raises(UsageError, match=told):
        saving.parse(json.dumps(record), "old.json")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"titel": "A"}, ((), "there is no key titel. Did you mean title?")),
        ({"title": 3}, (("title",), "must be a text, not 3")),
        ({"timeout_ms": 5}, (("timeout_ms",), "must be at least 100, this is 5")),
        ({"worker": "share"}, (("worker",), '"share" is unknown. Did you mean shared?')),
        ({"memory": "own"}, (("memory",), 'must be "shared", not "own"')),
        ({"asked": []}, (("asked",), "must have at least 1 items, this is []")),
        ({"terms": ["a", "a"]}, (("terms",), 'holds an item twice: ["a", "a"]')),
        ({"id": "My"}, (("id",), '"My" must look like ^[a-z][a-z0-9]*(-[a-z0-9]+)*$')),
    ],
)
def test_every_fault_is_told_in_words(change, told) -> None:
    """With where it is; and all of them."""
    assert all_faults("contract", data()) == []
    assert all_faults("contract", data() | change) == [told]
    assert len(all_faults("contract", data() | change | {"x": 1, "y": 2})) == 3
