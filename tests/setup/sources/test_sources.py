"""Sources are tried in turn; each says in a sentence why it cannot serve."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from compare.errors import EnvironmentLacks
from compare.setup import sources
from compare.setup.dependencies import declared
from compare.setup.sources import base, debian, index, pip, venv, wheels
from compare.setup.sources.base import CannotServe, SetUp

ROOT = Path(__file__).resolve().parents[3]
PROJECT = """
[project]
dependencies = ["invoke>=2.0.0", "pythonnet>=3.0.1"]
[project.optional-dependencies]
numeric = ["numpy>=1.24.2"]
[tool.parallax]
spared = ["pythonnet"]
"""


@pytest.fixture
def said() -> list[str]:
    """What the user is told, piece by piece."""
    return []


@pytest.fixture
def setup(tmp_path: Path, said: list[str]) -> SetUp:
    """A small project that is being set up."""
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    folder = tmp_path / ".venv"
    folder.mkdir()
    stamp = folder / "parallax.json"
    return SetUp(tmp_path, folder / "python", stamp, lambda text, end="\n": said.append(text + end))


def answer(code: int = 0, out: str = "", err: str = "") -> subprocess.CompletedProcess[str]:
    """What a program that was not started would have said."""
    return subprocess.CompletedProcess([], code, out, err)


def given(
    provide: Callable[[SetUp], dict[str, str]], monkeypatch: pytest.MonkeyPatch, **others: object
) -> None:
    """Let every source refuse but those named."""

    def refuse(_: SetUp) -> dict[str, str]:
        raise CannotServe("not today")

    for name in sources.SOURCES:
        monkeypatch.setitem(sources.SOURCES, name, others.get(name, refuse))
    monkeypatch.setattr(sources, "verify", lambda setup, missing: ["/proof"])


# The order.


@pytest.mark.parametrize(
    ("wanted", "before", "expected"),
    [
        (None, None, ["index", "wheels", "debian"]),
        (None, "debian", ["debian", "index", "wheels"]),
        ("wheels", "debian", ["wheels"]),
    ],
)
def test_order(wanted: str | None, before: str | None, expected: list[str]) -> None:
    """As declared, the one that served before first; only the wanted one."""
    assert sources.order(wanted, before) == expected


def test_first_source_that_serves_is_taken(
    setup: SetUp, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next is not asked, and what is missing is told."""
    asked: list[str] = []

    def serve(_: SetUp) -> dict[str, str]:
        asked.append("wheels")
        return {"numpy": "no wheel"}

    given(serve, monkeypatch, wheels=serve, debian=lambda _: pytest.fail("asked too far"))
    sources.serve(setup, None, "hash")
    assert asked == ["wheels"]
    assert json.loads(setup.stamp.read_text())["source"] == "wheels"
    assert said == ["  without numpy: no wheel\n"]


def test_no_source_gives_every_reason(setup: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence names what was tried and why each failed."""
    given(lambda _: {}, monkeypatch)
    with pytest.raises(
        EnvironmentLacks, match=r"index: not today; wheels: not today; debian: not today"
    ) as raised:
        sources.serve(setup, None, "hash")
    assert raised.value.exit_code == 4
    assert not setup.stamp.exists()


def test_wanted_source_alone_is_tried(setup: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--from index` never falls through to another."""
    given(lambda _: {}, monkeypatch, wheels=lambda _: pytest.fail("asked"))
    with pytest.raises(EnvironmentLacks, match=r"\(index: not today\)"):
        sources.serve(setup, "index", "hash")


# The index.


def test_unreachable_index_is_asked_with_short_limits(
    setup: SetUp, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time-out and retries are both set, and find-links cannot answer for it."""
    seen: list[tuple[list[str], float, list[str]]] = []

    def run(
        command: list[str], limit_s: float, without: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        seen.append((command, limit_s, list(without)))
        return answer(1, err="ERROR: No matching distribution found for invoke")

    monkeypatch.setattr(index, "make_venv", lambda *_, **__: None)
    monkeypatch.setattr(pip, "run", run)
    with pytest.raises(CannotServe, match="not reachable"):
        index.from_index(setup)
    [(command, limit_s, without)] = seen
    assert {"download", "--timeout", "3", "--retries", "0", "invoke>=2.0.0"} <= set(command)
    assert limit_s <= 20
    assert without == ["PIP_FIND_LINKS"]
    assert "no: not reachable" in "".join(said)


# Wheels.


def wheel(folder: Path, name: str) -> None:
    """An empty file that is named as a wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}-1.0-py3-none-any.whl").touch()


def test_places_are_those_with_wheels_in_order(tmp_path: Path) -> None:
    """Empty and missing folders of PIP_FIND_LINKS are passed over, addresses kept."""
    root = tmp_path / "repo"
    wheel(tmp_path / "given", "invoke")
    wheel(root / "wheels", "invoke")
    wheel(tmp_path / "shared" / "wheels", "invoke")
    (tmp_path / "empty").mkdir()
    links = f"{tmp_path}/empty {tmp_path}/missing {tmp_path}/given https://wheels.invalid/simple"
    places = wheels.wheel_places(root, {"PIP_FIND_LINKS": links})
    assert [name for name, _ in places] == ["PIP_FIND_LINKS", "wheels", "../shared/wheels"]
    assert places[0][1] == [f"{tmp_path}/given", "https://wheels.invalid/simple"]


def test_find_links_with_nothing_is_no_place(tmp_path: Path) -> None:
    """An empty folder that is named first does not stand in the way."""
    (tmp_path / "empty").mkdir()
    assert wheels.wheel_places(tmp_path / "repo", {"PIP_FIND_LINKS": str(tmp_path / "empty")}) == []
    assert wheels.wheel_places(tmp_path / "repo", {"PIP_FIND_LINKS": ""}) == []


def test_second_place_serves_where_the_first_cannot(
    setup: SetUp, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder without a wheel for this interpreter is passed over."""
    monkeypatch.setenv("PIP_FIND_LINKS", str(setup.root / "given"))
    for folder in ("given", "wheels"):
        wheel(setup.root / folder, "invoke")
    monkeypatch.setattr(wheels, "make_venv", lambda *_, **__: None)

    def fake(_: SetUp, command: str, options: list[str], *__: object) -> str:
        return "no wheel for this Python" if str(setup.root / "given") in options else ""

    monkeypatch.setattr(pip, "pip", fake)
    missing = wheels.from_wheels(setup)
    assert missing == {"pythonnet": "not in wheels", "numpy": "not in wheels"}
    assert "installing from PIP_FIND_LINKS ... no: no wheel for this Python" in "".join(said)


def test_no_wheels_says_where_they_were_looked_for(setup: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason names every place."""
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(CannotServe, match=r"PIP_FIND_LINKS, wheels/, \.\./wheels/, \.\./shared/wheels/"):
        wheels.from_wheels(setup)


def test_names_of_wheels_are_normalised(tmp_path: Path) -> None:
    """So that pytest_xdist's wheel serves pytest-xdist; an address is not looked into."""
    wheel(tmp_path, "pytest_xdist")
    assert wheels.names_in([str(tmp_path)]) == {"pytest-xdist"}
    assert wheels.names_in([str(tmp_path), "https://wheels.invalid"]) is None


# pip.


def fails_with(*bad: str) -> Callable[..., str]:
    """A pip that cannot install some packages."""
    return lambda _setup, _command, options, *_: next(
        (name for name in bad if any(name in one for one in options)), ""
    )


@pytest.mark.parametrize(
    ("bad", "missing"),
    [((), {}), (("numpy",), {"numpy": "why"}), (("pythonnet", "numpy"), {"pythonnet", "numpy"})],
)
def test_what_can_be_spared_is_left_out(
    setup: SetUp, monkeypatch: pytest.MonkeyPatch, bad: tuple[str, ...], missing: object
) -> None:
    """One package that cannot be had does not keep the others away."""
    monkeypatch.setattr(pip, "pip", fails_with(*bad))
    assert set(pip.install(setup, setup.dependencies, (), "why")) == set(missing)


def test_what_is_needed_is_not_left_out(setup: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without invoke the source cannot serve."""
    monkeypatch.setattr(pip, "pip", fails_with("invoke"))
    with pytest.raises(CannotServe, match="invoke"):
        pip.install(setup, setup.dependencies, (), "why")


def test_pip_is_kept_inside_the_venv(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that would send packages elsewhere do not reach it."""
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_INDEX_URL", "https://kept.invalid")
    names = ["PIP_TARGET", "PIP_USER", "PIP_INDEX_URL"]
    code = f"import os; print([os.environ.get(name) for name in {names!r}])"
    assert base.run([sys.executable, "-I", "-S", "-c", code], 60).stdout.strip() == str(
        [None, "0", "https://kept.invalid"]
    )


def test_program_that_is_not_there_is_a_reason() -> None:
    """No traceback for a missing apt-get or python."""
    with pytest.raises(CannotServe, match="nowhere"):
        base.run(["/nowhere/at-all"], 5)


def test_last_error_is_the_complaint() -> None:
    """pip's last ERROR and apt's last E:, without their marks."""
    assert base.complaint(answer(1, "noise", "ERROR: first\nERROR: the reason.\nhint")) == "the reason"
    assert (
        base.complaint(answer(100, "noise", "E: Unable to locate package x")) == "Unable to locate package x"
    )
    assert base.complaint(answer(7)) == "exit code 7"


# Debian.


class Debian:
    """A Debian system on which nothing is started, and the commands that it was given."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.installed: list[str] = []
        self.install_codes = [0]  # what each `apt-get install` in turn ends with

    def run(self, command: list[str], limit_s: float) -> subprocess.CompletedProcess[str]:
        """Stands in for starting a program."""
        self.commands.append([str(part) for part in command])
        if command[0] == "dpkg-query":
            return answer(out="".join(f"{name} installed\n" for name in self.installed))
        return answer(self.install_codes.pop(0) if "install" in command else 0, err="E: it broke")

    def kinds(self) -> list[str]:
        """Which apt-get commands were given."""
        return [word for command in self.commands for word in ("update", "install") if word in command]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Debian:
    """Root on a Debian on which nothing is installed yet."""
    made = Debian()
    monkeypatch.setattr(debian, "run", made.run)
    monkeypatch.setattr(debian, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(debian, "make_venv", lambda *_, **__: None)
    monkeypatch.setattr(debian.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    return made


def test_missing_packages_are_installed_by_apt(setup: SetUp, system: Debian) -> None:
    """Without recommended ones; pythonnet is not asked for and told as missing."""
    assert debian.from_debian(setup) == {"pythonnet": "not among Debian's packages"}
    [install] = [command for command in system.commands if "install" in command]
    assert install[-3:] == ["python3-invoke", "python3-numpy", "python3-venv"]
    assert "--no-install-recommends" in install


def test_apt_is_left_alone_where_all_is_installed(
    setup: SetUp, system: Debian, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So no root is needed then."""
    system.installed = ["python3-invoke", "python3-numpy", "python3-venv"]
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    debian.from_debian(setup)
    assert system.kinds() == []
    assert said == []


def test_stale_lists_are_brought_up_to_date(setup: SetUp, system: Debian) -> None:
    """A failed install is tried again after an update."""
    system.install_codes = [100, 0]
    debian.from_debian(setup)
    assert system.kinds() == ["install", "update", "install"]


def test_an_extra_that_debian_lacks_costs_no_other(setup: SetUp, system: Debian) -> None:
    """As the last resort, what is needed is installed together, and each extra by itself."""
    system.install_codes = [100, 100, 0, 100]
    debian.from_debian(setup)
    assert system.commands[-2][-2:] == ["python3-invoke", "python3-venv"]
    assert system.commands[-1][-2:] == ["--no-install-recommends", "python3-numpy"]


def test_apt_that_fails_gives_its_reason(setup: SetUp, system: Debian) -> None:
    """The last error of apt-get is told."""
    system.install_codes = [100, 100, 100]
    with pytest.raises(CannotServe, match="apt-get: it broke"):
        debian.from_debian(setup)


def test_without_root_the_line_to_give_is_told(
    setup: SetUp, system: Debian, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where sudo asks for a password or is missing."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(debian.shutil, "which", lambda name: None if name == "sudo" else name)
    with pytest.raises(CannotServe, match="sudo apt-get install python3-invoke python3-numpy"):
        debian.from_debian(setup)


def test_other_systems_are_told_apart(setup: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """No apt-get, no Debian."""
    monkeypatch.setattr(debian.shutil, "which", lambda _: None)
    with pytest.raises(CannotServe, match="no Debian-like system"):
        debian.from_debian(setup)


# .venv.


@pytest.fixture
def made(setup: SetUp, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The options that .venv was made with, each time that it was made."""
    times: list[list[str]] = []

    def run(command: list[object], limit_s: float) -> subprocess.CompletedProcess[str]:
        times.append([str(part) for part in command[3:-1]])
        setup.venv.mkdir(exist_ok=True)
        setup.python.touch()
        return answer()

    monkeypatch.setattr(venv, "run", run)
    return times


def test_venv_is_made_once(setup: SetUp, made: list[list[str]]) -> None:
    """One of the same kind is taken as it is."""
    for _ in range(2):
        venv.make_venv(setup, Path(sys.executable), system=False)
    assert made == [[]]


def test_venv_of_another_kind_is_cleared(setup: SetUp, made: list[list[str]]) -> None:
    """Wheels in it would hide Debian's packages."""
    venv.make_venv(setup, Path(sys.executable), system=False)
    venv.make_venv(setup, Path(sys.executable), system=True)
    assert made == [[], ["--system-site-packages", "--clear"]]


def test_half_filled_venv_is_cleared(setup: SetUp, made: list[list[str]]) -> None:
    """A stopped installation may have left half a package."""
    venv.make_venv(setup, Path(sys.executable), system=False)
    venv.note_filling(setup)
    venv.make_venv(setup, Path(sys.executable), system=False)
    assert made == [[], ["--clear"]]


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_link_to_anothers_venv_is_replaced(setup: SetUp, made: list[list[str]], tmp_path: Path) -> None:
    """And what it leads to is left as it is: it had been emptied through the link (67)."""
    other = tmp_path / "another" / ".venv"
    other.mkdir(parents=True)
    (other / "kept").touch()
    venv.write_stamp(other / setup.stamp.name, {"folder": str(tmp_path / "another"), "filling": True})
    before = sorted(path.name for path in other.iterdir())
    shutil.rmtree(setup.venv, ignore_errors=True)
    setup.venv.symlink_to(other, target_is_directory=True)
    venv.make_venv(setup, Path(sys.executable), system=False)
    assert made == [[]] and not setup.venv.is_symlink()
    assert sorted(path.name for path in other.iterdir()) == before


def test_needed_package_that_is_missing_is_told(setup: SetUp) -> None:
    """What the venv really has decides, not what was installed."""
    (setup.root / "pyproject.toml").write_text('[project]\ndependencies = ["no-such-package>=1"]\n')
    real = SetUp(setup.root, Path(sys.executable), setup.stamp, setup.say)
    with pytest.raises(CannotServe, match="no-such-package: not installed"):
        venv.verify(real, {})


def test_old_package_is_told(setup: SetUp) -> None:
    """A version below the declared one does not serve."""
    (setup.root / "pyproject.toml").write_text('[project]\ndependencies = ["pytest>=999"]\n')
    real = SetUp(setup.root, Path(sys.executable), setup.stamp, setup.say)
    with pytest.raises(CannotServe, match=r"pytest: .* is older than 999"):
        venv.verify(real, {})


def test_proof_is_a_file_of_each_needed_package(setup: SetUp) -> None:
    """Later starts look whether these are still there."""
    real = SetUp(ROOT, Path(sys.executable), setup.stamp, setup.say)
    proof = venv.verify(real, {})
    assert len(proof) == len([one for one in declared(ROOT) if one.needed])
    assert all(Path(path).is_file() for path in proof)
