"""Which pairs can differ between two states: each made-up change touches what it can change, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from compare.catalogue.loading import load_catalogue
from compare.catalogue.scaffold import make_pair
from compare.plan.choice import Selection, choose
from compare.plan.options import Options
from compare.plan.touched import since, with_nulls
from compare.record.nouns import Since

ONE_PY, ONE_CS = "python/tasks/one.py", "dotnet/Examples/Tasks/One.cs"
PAIRS = ("one", "other", "third", "fourth", "fifth")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root of five pairs."""
    root = tmp_path_factory.mktemp("roots") / "made"
    for name in PAIRS:
        make_pair(f"tasks/{name}", root)
    for name in ("helper", "unused"):
        (root / "python" / "tasks" / f"{name}.py").write_text(f"{name.upper()} = 1\n")
        (root / "dotnet" / "Scenes" / f"{name.title()}.cs").write_text(
            f"namespace Parallax.Scenes;\n\npublic static class {name.title()}\n{{\n    public static int One = 1;\n}}"
        )
    return root


@pytest.fixture
def sides(made: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The same root twice: base and head."""
    base, head = tmp_path / "base", tmp_path / "head"
    shutil.copytree(made, base)
    shutil.copytree(made, head)
    return base, head


def chosen(head: Path) -> Selection:
    """All pairs of a root."""
    options = Options(roots=(head,))
    return choose(load_catalogue(options.roots), options)


def held(base: Path, head: Path) -> Since:
    """How head's pairs stand to the base's."""
    return since("base", "", base, head, chosen(head))


def standings(sides: tuple[Path, Path]) -> dict[str, str]:
    """The pairs that do not stand unchanged."""
    return {one.pair: one.how for one in held(*sides).pairs if one.how != "unchanged"}


def edit(root: Path, name: str, old: str, new: str) -> None:
    """Put one text in another's place."""
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def append(root: Path, name: str, text: str) -> None:
    """Add to a file, which may be new."""
    with open(root / name, "a", encoding="utf-8") as file:
        file.write(text)


def test_nothing_is_touched_where_nothing_differs(sides: tuple[Path, Path]) -> None:
    """Not even by what a build or a run leaves behind; the hashes are those of the contents."""
    for name in ("python/tasks/__pycache__/one.pyc", "dotnet/Examples/bin/a.dll", "dotnet/Examples/obj/a.cs"):
        (sides[1] / name).parent.mkdir(exist_ok=True)
        (sides[1] / name).write_text("made")
    found = held(*sides)
    assert {one.how for one in found.pairs} == {"unchanged"}
    assert all(one.base == one.head and len(one.base) == 64 for one in found.pairs)
    assert len({one.base for one in found.pairs}) == len(PAIRS)


@pytest.mark.parametrize(
    ("name", "text", "how"),
    [
        (ONE_PY, "\nONE = 1\n", "touched"),
        (ONE_PY, "\n# a remark\n", "text"),
        (ONE_CS, "\n// a remark\n", "text"),
        (ONE_CS, "\ninternal static class Two;\n", "touched"),
        ("python/scenes/tasks/one.py", "\nONE = 1\n", "touched"),
        ("dotnet/Scenes/Tasks/One.cs", "\ninternal static class Two;\n", "touched"),
        ("compare/mistakes/tasks/one.toml", "\n# a remark\n", "text"),
        ("compare/contracts/tasks/one.toml", "\n# a remark\n", "text"),
    ],
)
def test_each_leaf_touches_its_pair_alone(sides: tuple[Path, Path], name: str, text: str, how: str) -> None:
    """By its code or, judged and not timed, by its prose; red where a leaf is forgotten."""
    append(sides[1], name, text)
    assert standings(sides) == {"one": how}
    one = next(one for one in held(*sides).pairs if one.pair == "one")
    own = {".py": ("python",), ".cs": ("dotnet",)}.get(Path(name).suffix, ())
    assert one.why == name and one.texts == (own if how == "touched" else ())


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [('title = "', 'title = "New ', "text"), ("timeout_ms = ", "timeout_ms = 1", "touched")],
)
def test_a_contract_touches_by_what_it_decides(
    sides: tuple[Path, Path], old: str, new: str, how: str
) -> None:
    """Its title is prose; what it gives a trial is not."""
    for root in sides:
        edit(root, "compare/contracts/tasks/one.toml", 'title = "', 'timeout_ms = 2000\ntitle = "')
    edit(sides[1], "compare/contracts/tasks/one.toml", old, new)
    assert standings(sides) == {"one": how}
    assert held(*sides).can_differ("one") == (("python", "dotnet") if how == "touched" else ())


def test_a_docstring_is_prose_unless_its_text_reads_it(sides: tuple[Path, Path]) -> None:
    """`__doc__` makes code of it."""
    edit(sides[1], ONE_PY, '"""', '"""New. ')
    assert standings(sides) == {"one": "text"}
    for root in sides:
        append(root, ONE_PY, "\nTOLD = __doc__\n")
    assert standings(sides) == {"one": "touched"}


@pytest.mark.parametrize(
    "use",
    [
        "import helper",
        "from helper import HELPER",
        "def late():\n    import helper",
        "from . import helper",
        'CHILD = """\n    import helper\n"""',
        "import importlib\n\nLOADED = importlib.import_module('hel' + 'per')",
    ],
)
def test_an_import_is_followed(sides: tuple[Path, Path], use: str) -> None:
    """Late ones too, and those of a child's program; what loads a name that is made up may load anything."""
    for root in sides:
        append(root, ONE_PY, f"\n{use}\n")
    append(sides[1], "python/tasks/helper.py", "HELPER = 2\n")
    assert standings(sides) == {"one": "touched"}


def test_a_module_that_comes_to_stand_in_anothers_way_touches(sides: tuple[Path, Path]) -> None:
    """A new file that an import finds first is a change of whoever imports that name."""
    for root in sides:
        append(root, ONE_PY, "\nimport colorsys\n")
    append(sides[1], "python/tasks/colorsys.py", "")
    assert standings(sides) == {"one": "touched"}


def test_what_is_no_python_may_be_anything(sides: tuple[Path, Path]) -> None:
    """A text that cannot be parsed uses whatever there is."""
    for root in sides:
        append(root, ONE_PY, "\ndef (\n")
    append(sides[1], "python/tasks/unused.py", "UNUSED = 2\n")
    assert standings(sides) == {"one": "touched"}


@pytest.mark.parametrize(
    ("use", "touched"),
    [
        ("internal static class Two { public static int Get() => Helper.One; }", True),
        ("internal static class Two { public static int Get() => Parallax.Scenes.Helper.One; }", True),
        ('internal static class Two { public static string Get() => $"{Helper.One}"; }', True),
        ("// Helper.One\ninternal static class Two;", False),
        ("internal static class Two { public static object Get(dynamic a) => a.Helper; }", False),
    ],
)
def test_a_type_is_followed(sides: tuple[Path, Path], use: str, touched: bool) -> None:
    """By its name, qualified or not, in an interpolated string as well; a comment and another's member are no use."""
    for root in sides:
        append(root, "dotnet/Scenes/Tasks/One.cs", f"\n{use}\n")
    edit(sides[1], "dotnet/Scenes/Helper.cs", "One = 1", "One = 2")
    assert standings(sides) == ({"one": "touched"} if touched else {})


def test_what_no_file_names_and_all_may_mean_touches_all(sides: tuple[Path, Path]) -> None:
    """A global using, the build's own files, and a data file among the texts; a machine's lanes are no part of it."""
    append(sides[1], "dotnet/Scenes/Usings.cs", "global using Helped = Parallax.Scenes.Helper;\n")
    assert set(standings(sides)) == set(PAIRS)
    (sides[1] / "dotnet/Scenes/Usings.cs").unlink()
    append(sides[1], "dotnet/Directory.Build.props", "<Project />\n")
    assert set(standings(sides)) == set(PAIRS)
    (sides[1] / "dotnet/Directory.Build.props").unlink()
    append(sides[1], "lanes.toml", '[lanes]\nfree = "3.13t"\n')
    assert standings(sides) == {}
    append(sides[1], "python/tasks/numbers.txt", "1\n")
    assert set(standings(sides)) == set(PAIRS)


def test_the_harness_touches_all_by_its_code_and_none_by_its_prose_or_its_reports(
    sides: tuple[Path, Path],
) -> None:
    """In a root that holds it; a prop concerns the pairs that use it."""
    for root in sides:
        for name in ("lanes", "report", "props"):
            (root / "compare" / name).mkdir()
            append(root, f"compare/{name}/some.py", "SOME = 1\n")
        append(root, "python/scenes/tasks/other.py", "\nfrom compare.props.some import SOME\n")
    append(sides[1], "compare/lanes/some.py", "# a remark\n")
    append(sides[1], "compare/report/some.py", "MORE = 1\n")
    assert standings(sides) == {}
    append(sides[1], "compare/props/some.py", "MORE = 1\n")
    assert standings(sides) == {"other": "touched"}
    append(sides[1], "compare/lanes/some.py", "MORE = 1\n")
    assert set(standings(sides)) == set(PAIRS)


def test_a_pair_of_one_side_and_a_broken_base_are_touched(sides: tuple[Path, Path]) -> None:
    """What head has lost is named after head's own."""
    base, head = sides
    (base / "compare/contracts/tasks/one.toml").unlink()
    append(base, "compare/contracts/tasks/third.toml", "\nnonsense = 1\n")
    (head / "compare/contracts/tasks/other.toml").unlink()
    assert standings(sides) == {"one": "touched", "other": "touched", "third": "touched"}
    told = {one.pair: (one.why, bool(one.base), bool(one.head)) for one in held(base, head).pairs}
    assert told["one"] == ("the base has no such pair", False, False)
    assert told["other"][0] == "head has lost this pair"
    assert told["third"][0] == "the base's contract of it is broken"


def test_null_rows_are_drawn_by_the_hashes_alone(sides: tuple[Path, Path]) -> None:
    """The same in each shard of a run; none where nothing is timed."""
    base, head = sides
    contracts = chosen(head).chosen
    append(head, ONE_PY, "\n# a remark\n")
    assert with_nulls(held(base, head), contracts).named("null") == ()
    append(head, ONE_PY, "\nONE = 1\n")
    first, second = (with_nulls(held(base, head), contracts) for _ in range(2))
    # Two rows in lane python each: two pairs give the three that are wanted, and no third one is run for them.
    assert first == second and len(first.named("null")) == 2
    assert first.named("touched") == ("one",) and len(first.named("unchanged")) == 2
    (head / "compare/contracts/tasks/one.toml").unlink()
    lost = with_nulls(held(base, head), chosen(head).chosen)
    assert lost.named("touched") == ("one",) and lost.named("null") == ()
