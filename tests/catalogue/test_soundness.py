"""Contracts: every fault is told, all at once, with its line and the nearest right name."""

from __future__ import annotations

from pathlib import Path

import pytest

from compare.catalogue.contract import Contract
from compare.catalogue.loading import load_catalogue
from tests.sample import CSHARP, PYTHON, TOML, write

BEHAVIOUR = '\n[[behaviour]]\nid = "b"\nsays = "one at a time"\ncheck = "peak"\nspan = "job"\nequals = 1\n'
JOBS = """\
[parameters.jobs]
type = "list"
default = ["a", "b"]
items = { type = "string" }

[parameters.n]"""


def faults(root: Path, text: str) -> tuple[str, ...]:
    """What is wrong with a contract of this text."""
    write(root, text)
    broken = load_catalogue([root]).broken
    return broken[0].faults if broken else ()


def test_the_sample_is_sound(tmp_path: Path) -> None:
    """And knows its four leaves."""
    assert faults(tmp_path, TOML) == ()
    pair = load_catalogue([tmp_path]).contracts["my-pair"]
    assert isinstance(pair, Contract)
    assert pair.python_path == tmp_path / "python" / "tasks" / "my_pair.py"
    assert pair.python_scene == tmp_path / "python" / "scenes" / "tasks" / "my_pair.py"
    assert pair.dotnet_path == tmp_path / "dotnet" / "Examples" / "Tasks" / "MyPair.cs"
    assert pair.dotnet_scene == tmp_path / "dotnet" / "Scenes" / "Tasks" / "MyPair.cs"
    assert pair.mistakes_path == tmp_path / "compare" / "mistakes" / "tasks" / "my-pair.toml"
    assert (pair.dotnet_type, pair.scene_type) == ("Parallax.Examples.MyPair", "Parallax.Scenes.MyPairScene")
    assert (pair.asked, pair.terms, pair.shared) == (
        ("why is my sum wrong",),
        ("race condition", "sum"),
        False,
    )


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Those against the schema, each with its line."""
    text = TOML.replace('says = "for / for"', 'sayz = "x"').replace('mode = "equal"', 'mode = "equals"')
    assert faults(tmp_path, text) == (
        "line 16, variants.plain: there is no key sayz. Did you mean says?",
        "line 16, variants.plain: lacks the key says",
        'line 35, outputs.sum.mode: "equals" is unknown. Did you mean equal?',
    )


def test_all_unsoundness_is_told_at_once(tmp_path: Path) -> None:
    """What the schema cannot say."""
    text = (
        TOML.replace('"two" = 1', '"tow" = 1').replace("reference = true\n", "").replace('"sum"]', '"som"]')
    )
    assert faults(tmp_path, text) == (
        "line 7, terms: 'som' occurs neither in the examples nor in this contract's prose",
        "line 16, variants: exactly one must have reference = true, not none",
        "line 32, outputs.sum: expects nothing in case two of plain, by-two",
        "line 38, outputs.sum.expect.tow: 'tow' is unknown. Did you mean two?",
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("schema = 2", 'schema = 2\nlanes = ["python", "dotnet"]', "lanes_because must say why pythonnet is left out"),
        ('id = "my-pair"', 'id = "your-pair"', "id: 'your-pair' is not the file's name"),
        ('asked = ["why is my sum wrong"]\n', "", "the top level: lacks the key asked"),
        ('id = "two"', 'id = "set"', 'cases.set.id: must not be "set"'),
        ("n = 2", "n = 20", "cases.two.set: my-pair.n must be at most 10 items, not 20"),
        ("n = 2", "m = 2", "cases.two.set: my-pair has no parameter 'm'"),
        ("default = 4", "default = 0", "parameters.n.default: n must be at least 1 items, not 0"),
        ("default = 4", "default = 2026-01-01", "parameters: dates, times, nan, inf and integers"),
        ("default = 4\n", "", "parameters.n: lacks the key default"),
        ("min = 1", "min = 11", "parameters.n: n: min is above max"),
        ("max = 10", "max_length = 10", "parameters.n: the key max_length has no meaning here"),
        ('type = "integer"', 'type = "int"', 'parameters.n.type: "int" is unknown. Did you mean integer?'),
        ("[parameters.n]", "[parameters.variant]", 'must not be "variant"'),
        ('name = "by-two"', 'name = "plain"', "variants.plain: the name stands twice"),
        ("headline = true", "headline = true\nreference = true", "must have reference = true, not plain and by-two"),
        ('id = "default"', 'id = "default"\nopt_in = true', "cases.default.opt_in: the first case is the default"),
        ('id = "two"', 'id = "two"\nvariants = ["plane"]', "cases.two.variants: 'plane' is unknown. Did"),
        ("headline = true", "timed = false\nheadline = true", "timed: timed_because must say why"),
        ("headline = true", 'timed_because = "x"\nheadline = true', "timed_because: has no meaning without"),
        ("headline = true", 'lanes = ["python"]\nheadline = true', "lanes: lanes_because must say why"),
        ("headline = true", 'function = "by-three"\nheadline = true', "the Python example has no function by_three"),
        ('name = "by-two"', 'name = "by-one"', "the C# example has no method ByOne or ByOneAsync"),
        ("[outputs.sum]\n", '[outputs.sum]\nvariants = ["plane"]\n', "outputs.sum.variants: 'plane' is unknown. Did"),
        ("[outputs.sum]\n", "[outputs.sum]\nvalue = 1\n", "outputs.sum: there is no key value"),
        ('mode = "equal"', 'mode = "set"\ntolerance = 0.1', "outputs.sum: the key tolerance has no meaning here"),
        ('mode = "equal"', 'mode = "shown"', "outputs.sum: the key expect has no meaning here"),
        ('"two" = 1', '"two" = 1e999', "outputs: dates, times, nan, inf"),
        ('mode = "equal"', 'mode = "unordered"', "default: for mode unordered the expected value is not a list"),
        ('mode = "equal"', 'mode = "error"', "default: for mode error the expected value is not an error category"),
        ('mode = "equal"', 'mode = "between"', "the expected value is not { low"),
        ('"two" = 1', '"two/by-too" = 1', "'by-too' is unknown. Did you mean by-two?"),
        ('"two" = 1', '"*" = 1\n"*" = 2', "is not valid TOML"),
        ('"two" = 1', '"two" = 1\n"two,default" = 1', "keys 'two' and 'two,default' both name case two, variant plain"),
        ('"two" = 1', '"two" = { python = 1, dotnet = 1.0, because = "x" }', "all its values are the same"),
        ('"two" = 1', '"two" = { python = 1, because = "x" }', "two: has no value for the lane dotnet"),
        ('"two" = 1', '"two" = { pythn = 1, dotnet = 2, because = "x" }', "no key 'pythn'. Did you mean python"),
        ('"two" = 1', '"two" = { because = "x" }', "two: a value with because must have python and dotnet, or free"),
        ("[parameters.n]", JOBS.replace("\n\n", '\namong = "n"\n\n'), "among = 'n' names no list parameter"),
        ("[[cases]]", 'x = 1\n[[cases]]', "variants.by-two: there is no key x"),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    """The key's path by names, what is wrong there, and what would be right."""
    assert old in TOML
    assert told in "\n".join(faults(tmp_path, TOML.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("equals = 1", "", "behaviour.b: must have equals or at_least or at_most"),
        ("equals = 1", "at_most = [3, 'm']", "behaviour.b.at_most: 'm' is unknown"),
        ('span = "job"\n', "", "behaviour.b: lacks the key span"),
        ('"peak"\nspan = "job"', '"workers"', "behaviour.b: must have span or name"),
        ('"peak"\nspan = "job"\nequals = 1', '"order"\nname = "s"', "must have equals or by"),
        ('"peak"\nspan = "job"\nequals = 1', '"order"\nname = "s"\nequals = "n"', "equals: 'n' is unknown"),
        ("equals = 1", 'equals = 1\ntexts = ["python"]', "behaviour.b: because must say why"),
        (
            "equals = 1",
            'equals = 1\nbecause = "x"',
            "behaviour.b.because: has no meaning without texts or lanes",
        ),
        ("equals = 1", 'equals = 1\nvariants = ["plane"]', "behaviour.b.variants: 'plane' is unknown"),
        ("equals = 1", "equals = 1\nthen = 'x'", "behaviour.b: the key then has no meaning here"),
        ('"peak"', '"peek"', 'behaviour.b.check: "peek" is unknown. Did you mean peak?'),
        ('id = "b"', 'id = "b"\n[[behaviour]]\nid = "b"', "behaviour.b: lacks the key says"),
    ],
)
def test_each_fault_of_a_claim_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    """By the claim's id."""
    assert faults(tmp_path, TOML + BEHAVIOUR) == ()
    assert told in "\n".join(faults(tmp_path, TOML + BEHAVIOUR.replace(old, new)))


def test_a_name_stands_once(tmp_path: Path) -> None:
    """Of a claim, a case, a variant."""
    assert "behaviour.b: the name stands twice" in "".join(faults(tmp_path, TOML + BEHAVIOUR + BEHAVIOUR))


def test_relations_hold_for_the_defaults_and_every_case(tmp_path: Path) -> None:
    """A case that sets one of two parameters may break what binds them."""
    text = TOML.replace("[parameters.n]", JOBS).replace(
        "[parameters.n]",
        '[parameters.fail]\ntype = "list"\namong = "jobs"\ndefault = []\nitems = { type = "string" }\n\n[parameters.n]',
    )
    assert faults(tmp_path, text) == ()
    (told,) = faults(tmp_path, text.replace("set = { n = 2 }", 'set = { fail = ["c"] }'))
    assert told.endswith('cases.two: my-pair.fail[0] in case two must be one of jobs ("a", "b"), not "c"')


def test_bounds_are_parameters_outputs_or_numbers(tmp_path: Path) -> None:
    """And values of mode between need them for altered values as well: lanes cannot be compared."""
    between = TOML.replace('mode = "equal"', 'mode = "between"').replace(
        '"default" = 6\n"two" = 1', '"*" = {}'
    )
    assert faults(tmp_path, between.replace("{}", '{ low = "n", high = 9 }')) == ()
    assert "'m' is neither a parameter nor an output" in "".join(
        faults(tmp_path, between.replace("{}", '{ low = "m" }'))
    )
    cases = between.replace('"*" = {}', '"default,two" = { low = 1 }')
    assert "expect must say what is right of set or *" in "".join(faults(tmp_path, cases))


def test_values_with_reasons_are_sound(tmp_path: Path) -> None:
    """A divergence, free values, and claims of one side."""
    table = '"two" = { python = 1, dotnet = 2, because = "x" }\n"set/plain" = { free = true, because = "y" }'
    text = TOML.replace('"two" = 1', table)
    assert faults(tmp_path, f'{text}{BEHAVIOUR}texts = ["python"]\nbecause = "x"\n') == ()


def test_corrections_name_what_shows_them(tmp_path: Path) -> None:
    """A mistake too, by its id."""
    correction = (
        '\n[[corrections]]\nclaimed = "x"\nreally = "y"\nshown_by = ["mistake.one-more", "output.sum"]\n'
    )
    assert faults(tmp_path, TOML + correction) == ()
    (told,) = faults(tmp_path, TOML + correction.replace("one-more", "one-moor"))
    assert "'mistake.one-moor' is unknown. Did you mean mistake.one-more?" in told


def test_a_missing_leaf_is_told(tmp_path: Path) -> None:
    """Each of the four texts."""
    pair = write(tmp_path)
    pair.dotnet_scene.unlink()
    pair.python_scene.unlink()
    assert load_catalogue([tmp_path]).broken[0].faults == (
        "the top level: a text is missing: there is no python/scenes/tasks/my_pair.py",
        "the top level: a text is missing: there is no dotnet/Scenes/Tasks/MyPair.cs",
    )


def test_terms_may_stand_in_comments_over_two_lines(tmp_path: Path) -> None:
    """Word for word, but for blanks, case and the marks of comments."""
    pair = write(tmp_path, TOML.replace('"sum"]', '"structured concurrency"]'))
    assert load_catalogue([tmp_path]).broken
    pair.python_path.write_text(f"# Structured\n# concurrency\n{PYTHON}", encoding="utf-8")
    assert not load_catalogue([tmp_path]).broken
    pair.python_path.write_text(PYTHON, encoding="utf-8")
    pair.dotnet_path.write_text(f"/// structured\n/// concurrency\n{CSHARP}", encoding="utf-8")
    assert not load_catalogue([tmp_path]).broken


def test_calls_stand_in_the_examples(tmp_path: Path) -> None:
    """Each name in them, in its own language's text."""
    terms = 'terms = ["race condition", "sum"]\n'
    assert terms in TOML
    calls = 'api = [["sum.lost", "MyPair"]]\napi_unlike = [["sum", "my_pair.sum", "both"]]\n'
    assert faults(tmp_path, TOML.replace(terms, terms + calls)) == (
        "line 8, api.number 1: sum.lost: the Python example has no lost",
        "line 9, api_unlike.number 1: my_pair.sum: the C# example has no my_pair and no sum",
    )


def test_what_is_predicted_first_is_one_output_of_a_variant_that_has_it(tmp_path: Path) -> None:
    """A wrong name is told with the nearest right one; a second output with the first."""
    sound = TOML.replace("[outputs.sum]\n", '[outputs.sum]\npredict = "plain"\n')
    assert faults(tmp_path, sound) == ()
    assert load_catalogue([tmp_path]).contracts["my-pair"].opening.name == "plain"
    (told,) = faults(tmp_path, sound.replace('predict = "plain"', 'predict = "plan"'))
    assert "'plan' is unknown" in told and "plain" in told
    more = '\n[outputs.more]\npredict = "plain"\nexpect = { "*" = 1 }\n'
    assert any(
        "only one output is predicted first, and sum is" in one for one in faults(tmp_path, sound + more)
    )
