"""bootstrap.py: what it takes from the command line, what it leaves alone, what it hands over."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap
from compare.setup.sources import SOURCES

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is set up, by its stamp."""
    folder = Path(os.path.realpath(tmp_path))
    monkeypatch.setattr(bootstrap, "ROOT", str(folder))
    monkeypatch.setattr(bootstrap, "VENV", str(folder / ".venv"))
    monkeypatch.setattr(bootstrap, "STAMP", str(folder / ".venv" / "parallax.json"))
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "proof.py").touch()
    (folder / "maker").touch()
    python = Path(bootstrap.venv_python())
    python.parent.mkdir(parents=True)
    python.touch()
    stamp(
        folder,
        folder=str(folder),
        maker=str(folder / "maker"),
        python=str(python),
        source="wheels",
        pyproject=bootstrap.pyproject_hash(),
        proof=[str(folder / "proof.py")],
    )
    return folder


def stamp(where: Path, **facts: object) -> None:
    """Change facts of the stamp."""
    path = where / ".venv" / "parallax.json"
    before = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(before | facts))


# The command line.


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["compare", "--quick"], (None, ["compare", "--quick"])),
        (["--from", "debian", "compare"], ("debian", ["compare"])),
        (["--from=wheels", "test"], ("wheels", ["test"])),
        (["compare", "--quick", "--from", "index"], ("index", ["compare", "--quick"])),
        (["compare", "--", "--from", "index"], (None, ["compare", "--", "--from", "index"])),
        ([], (None, [])),
    ],
)
def test_source_is_taken_out_of_the_arguments(arguments: list[str], expected: object) -> None:
    """All else goes to the task as it stands."""
    assert bootstrap.chosen_source(arguments) == expected


@pytest.mark.parametrize("arguments", [["--from", "pip", "compare"], ["--from"], ["--from=", "compare"]])
def test_unknown_source_is_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence names the right ones; exit 2."""
    assert bootstrap.main(arguments) == 2
    assert "--from takes index, wheels or debian, not" in capsys.readouterr().err


def test_sources_are_those_that_there_are() -> None:
    """The fast path keeps its own list of names; it is the same."""
    assert list(SOURCES) == list(bootstrap.SOURCES)


def test_help_is_given_without_setting_up(capsys: pytest.CaptureFixture[str]) -> None:
    """It is the file's own first text."""
    assert bootstrap.main(["--help"]) == 0
    assert "python3 bootstrap.py compare" in capsys.readouterr().out


# Old Pythons, and a machine with nothing installed.


def test_old_python_is_told_the_line_to_give(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is here, what is needed, and another interpreter that will do; exit 4."""
    monkeypatch.setattr(bootstrap, "NEEDED", (99, 0))
    monkeypatch.setattr(bootstrap, "newer_python", lambda: "/usr/bin/python3")
    monkeypatch.chdir(ROOT)
    assert bootstrap.main(["compare", "--quick"]) == 4
    assert "Give: /usr/bin/python3 bootstrap.py compare --quick" in capsys.readouterr().err


def test_old_python_alone_is_told_where_to_get_another(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No interpreter of this machine is new enough."""
    monkeypatch.setattr(bootstrap, "NEEDED", (99, 0))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: sys.executable if name == "python3" else None)
    assert bootstrap.main(["compare"]) == 4
    assert "https://www.python.org/downloads" in capsys.readouterr().err


def test_interpreter_on_the_path_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is started, so that a shim without a Python behind it does not count."""
    monkeypatch.setattr(
        bootstrap.shutil, "which", lambda name: name if name in ("python3.12", "python3.13") else None
    )
    codes = {"python3.12": 127, "python3.13": 0}
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda command, **_: codes[command[0]])
    assert bootstrap.newer_python() == "python3.13"


def test_file_is_understood_by_python_3_8() -> None:
    """So that an old interpreter gets as far as saying what it lacks."""
    ast.parse((ROOT / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_setting_up_needs_the_standard_library_only() -> None:
    """Nothing of site-packages is there yet."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import bootstrap, compare.setup.sources, compare.lock"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True, timeout=60)


# What is there already.


def test_whole_stamp_is_enough(folder: Path) -> None:
    """From any source, or from the one that it names."""
    assert bootstrap.is_set_up(None)
    assert bootstrap.is_set_up("wheels")
    assert not bootstrap.is_set_up("debian")


@pytest.mark.parametrize("fact", ["folder", "python", "maker", "pyproject"])
def test_changed_fact_sets_up_again(folder: Path, fact: str) -> None:
    """A moved folder, another interpreter, other dependencies."""
    stamp(folder, **{fact: "/other"})
    assert not bootstrap.is_set_up(None)


@pytest.mark.parametrize("lost", ["proof.py", "maker", ".venv/parallax.json"])
def test_lost_file_sets_up_again(folder: Path, lost: str) -> None:
    """A package that was removed, an interpreter that was, a set-up that was stopped."""
    (folder / lost).unlink()
    assert not bootstrap.is_set_up(None)


def test_lost_interpreter_sets_up_again(folder: Path) -> None:
    """.venv's own python is gone."""
    Path(bootstrap.venv_python()).unlink()
    assert not bootstrap.is_set_up(None)


@pytest.mark.parametrize("text", ["", "{", "{}", '{"pyproject": 1}'])
def test_broken_stamp_sets_up_again(folder: Path, text: str) -> None:
    """A half-written file is no fault of the user's."""
    (folder / ".venv" / "parallax.json").write_text(text)
    assert not bootstrap.is_set_up(None)


# Handing over.


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were handed over to."""
    commands: list[list[str]] = []

    def call(command: list[str], *_: object) -> int:
        commands.append(command)
        return 3

    monkeypatch.setattr(bootstrap.os, "execv", lambda _path, command: sys.exit(call(command)), raising=False)
    monkeypatch.setattr(bootstrap.subprocess, "call", call)
    return commands


def run(arguments: list[str]) -> int:
    """bootstrap's exit code, whether it returned it or handed over."""
    try:
        return bootstrap.main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)


def test_second_start_goes_straight_to_the_task(
    folder: Path, handed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is set up; the arguments and the exit code pass through."""
    monkeypatch.setattr(bootstrap, "set_up", lambda *_: pytest.fail("set up again"))
    monkeypatch.chdir(folder)
    assert run(["compare", "--only", "when-all"]) == 3
    assert handed == [[bootstrap.venv_python(), str(folder / "tasks.py"), "compare", "--only", "when-all"]]


def test_other_folder_is_no_hindrance(
    folder: Path,
    handed: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The task is found where bootstrap.py is, and paths stay relative to where the user is."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    run(["list"])
    assert handed == [
        [bootstrap.venv_python(), str(folder / "tasks.py"), "--search-root", str(folder), "list"]
    ]


def test_folder_that_is_gone_is_told(
    folder: Path, handed: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys
) -> None:
    """No traceback where the shell stands in a folder that was removed (99)."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert run(["list"]) == 2
    assert "is gone" in capsys.readouterr().err and handed == []


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="tasks.py hands over to .venv's python")
@pytest.mark.parametrize("program", [["-m", "invoke"], [str(ROOT / "tasks.py")]], ids=["invoke", "tasks.py"])
def test_task_is_found_from_any_folder(program: list[str], tmp_path: Path) -> None:
    """By invoke itself, and as bootstrap.py hands over; red where tasks.py takes --search-root for unknown (90)."""
    command = [sys.executable, *program, "--search-root", str(ROOT), "list"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    "settings",
    ["tasks: [", "run: 3", "tasks: {collection_name: other, search_root: /nowhere, auto_dash_names: false}"],
    ids=["no YAML", "of a wrong type", "of another project"],
)
def test_97_users_settings_of_invoke_change_nothing(settings: str, tmp_path: Path) -> None:
    """Red with a traceback, or without a menu, where bootstrap.py hands over to invoke as it is."""
    (tmp_path / ".invoke.yaml").write_text(settings)
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "INVOKE_RUN": "4"}
    command = [
        sys.executable,
        str(ROOT / "tasks.py"),
        "--search-root",
        str(ROOT),
        "compare",
        "--max-time",
        "x",
    ]
    ran = subprocess.run(
        command, cwd=tmp_path, env=os.environ | home, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (
        2,
        "compare: --max-time takes seconds from 1 to 86400, not 'x'.\n",
    )


def test_no_task_shows_the_menu(
    folder: Path, handed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is what a newcomer may try."""
    monkeypatch.chdir(folder)
    run([])
    assert handed[0][-1] == "--list"


# Setting up.


@pytest.mark.parametrize(
    ("task", "builds"),
    [
        (["compare"], [False]),
        (["test"], [True]),
        (["list"], []),
        (["doctor"], []),
        (["show", "when-all"], []),
        ([], []),
    ],
)
def test_only_tasks_that_run_something_build(
    folder: Path,
    handed: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    task: list[str],
    builds: list[bool],
) -> None:
    """And only `test` builds what only tests need."""
    built: list[bool] = []
    monkeypatch.setattr("compare.setup.sources.serve", lambda *_: None)
    monkeypatch.setattr(bootstrap.signal, "signal", lambda *_: None)
    monkeypatch.setattr(bootstrap, "build", lambda with_tests: built.append(with_tests))
    (folder / ".venv" / "parallax.json").unlink()
    run(task)
    assert built == builds
    assert len(handed) == 1


def test_effort_is_told_before_anything_is_done(
    folder: Path, handed: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Time and disk, on standard error: standard output is the task's."""
    monkeypatch.setattr(bootstrap.signal, "signal", lambda *_: None)
    monkeypatch.setattr("compare.setup.sources.serve", lambda setup, *_: setup.say("serving"))
    (folder / ".venv" / "parallax.json").unlink()
    run(["list"])
    said = capsys.readouterr()
    first, second = said.err.splitlines()[:2]
    assert bootstrap.EFFORT in first
    assert second == "serving"
    assert said.out == ""


def test_failure_to_serve_ends_it(
    folder: Path, handed: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, exit 4, and no task is started."""
    from compare.setup.sources import base

    monkeypatch.setattr(bootstrap.signal, "signal", lambda *_: None)
    for name in SOURCES:
        monkeypatch.setitem(SOURCES, name, lambda _: (_ for _ in ()).throw(base.CannotServe("no")))
    (folder / ".venv" / "parallax.json").unlink()
    assert run(["compare"]) == 4
    assert (
        "bootstrap: The dependencies could not be had (index: no; wheels: no; debian: no)."
        in capsys.readouterr().err
    )
    assert handed == []


@pytest.mark.parametrize(("code", "fails"), [(0, False), (4, False), (5, True)])
def test_missing_dotnet_is_left_to_the_task(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, fails: bool
) -> None:
    """`--allow-missing` and Python lanes do without; a failed build ends it."""
    command = [sys.executable, "-I", "-S", "-c", f"raise SystemExit({code})"]
    real = subprocess.Popen
    monkeypatch.setattr(bootstrap.subprocess, "Popen", lambda _command, **_: real(command))
    if not fails:
        return bootstrap.build(with_tests=False)
    with pytest.raises(bootstrap.Failed) as raised:
        bootstrap.build(with_tests=False)
    assert raised.value.exit_code == code
    return None
