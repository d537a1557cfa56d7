"""invoke doctor: what is needed, what was found, and whether the main job can run."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from compare.report.requirements import render_requirements
from compare.setup import doctor
from compare.setup.doctor import Requirement, can_run, examine
from tests.setup.fake_dotnet import FakeDotnet, needs_scripts, only, only_dotnet

pytestmark = needs_scripts
NAMES = {
    "Python", "packages", "pythonnet", "numpy", ".NET SDK", ".NET runtime", "build", "cores", "start methods",
    *(["shared memory"] if sys.platform.startswith("linux") else []), "variables", "reports/",
    ".parallax/", "native linker", "temporary folder", "its path", "free disk",
}  # fmt: skip


@pytest.fixture
def dotnet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeDotnet:
    """The only dotnet that there is."""
    return only_dotnet(monkeypatch, tmp_path)


def by_name() -> dict[str, Requirement]:
    """What the doctor found, by name."""
    return {one.name: one for one in examine()}


def text_of(requirements: list[Requirement], width: int = 80) -> str:
    """The table as a person sees it."""
    from rich.console import Console

    out = io.StringIO()
    render_requirements(
        requirements,
        Console(file=out, width=width, no_color=True, highlight=False, markup=False, emoji=False),
    )
    return out.getvalue()


def test_every_requirement_is_listed(dotnet: FakeDotnet) -> None:
    """With a cure for each, should it be missing."""
    found = by_name()
    assert set(found) == NAMES
    assert all(one.cure and one.needed and one.found for one in found.values())


def test_good_machine_can_run(dotnet: FakeDotnet) -> None:
    """A missing build or pythonnet does not stop the main job."""
    found = by_name()
    assert can_run(list(found.values())), text_of(list(found.values()))
    assert not found["pythonnet"].required
    assert not found["build"].required


def test_missing_dotnet_stops_the_main_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the cure, and the last line says it."""
    only(monkeypatch, tmp_path)
    requirements = examine()
    assert not can_run(requirements)
    text = text_of(requirements)
    assert "https://dotnet.microsoft.com/download" in text
    assert text.splitlines()[-1] == "The main job cannot run: .NET SDK, .NET runtime."


def test_old_dotnet_is_listed_with_its_version(dotnet: FakeDotnet) -> None:
    """Found and needed stand beside each other."""
    dotnet.answers("8.0.100")
    found = by_name()
    assert found[".NET SDK"].found.startswith("8.0.100")
    assert not found[".NET SDK"].ok
    assert (found[".NET runtime"].found, found[".NET runtime"].ok) == ("8.0.100", False)


def test_missing_pythonnet_gives_the_line_that_installs_it(
    dotnet: FakeDotnet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is done without, and can be had."""
    real = doctor.installed
    monkeypatch.setattr(doctor, "installed", lambda name: "" if name == "pythonnet" else real(name))
    requirements = examine()
    assert can_run(requirements)
    assert '-m pip install "pythonnet' in text_of(requirements)


def test_old_package_stops_the_main_job(dotnet: FakeDotnet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which one, what there is of it, and what is needed."""
    monkeypatch.setattr(doctor, "installed", lambda name: "1.0" if name == "rich" else "99")
    packages = by_name()["packages"]
    assert packages.found == "without rich 1.0 (needed: 13.3.1)"
    assert not packages.ok


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file in the way stands for a folder without rights, which root would not notice."""
    (tmp_path / "reports").write_text("in the way")
    found = {one.name: one for one in doctor._folders(tmp_path)}
    assert found["reports/"].found.startswith("not writable")
    assert found[".parallax/"].ok


def test_a_missing_linker_leaves_out_the_native_lane_alone(
    dotnet: FakeDotnet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cure names a package, and the main job runs without."""
    monkeypatch.setenv("PATH", f"{dotnet.path.parent}{os.pathsep}{tmp_path / 'tools'}")
    one = by_name()["native linker"]
    assert (one.found, one.ok, one.required) == ("none", False, False)
    assert one.cure.startswith("Without it: no lanes native and ctypes.") and "apt-get install" in one.cure


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="shared memory is a folder on Linux")
@pytest.mark.parametrize(("there", "told"), [(False, "none"), (True, "not writable")])
def test_shared_memory_that_cannot_be_used_is_told(
    there: bool, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its cure; the main job runs without (98)."""
    place = tmp_path / "shm"
    if there:  # a folder without rights would not stop root
        place.mkdir()
        monkeypatch.setattr(doctor, "_writable", lambda _: "not writable: Read-only file system")
    monkeypatch.setattr(doctor, "SHARED_MEMORY", place)
    [one] = doctor._shared_memory()
    assert f"({told}" in one.found and "mount -t tmpfs" in one.cure
    assert not one.ok and not one.required


@pytest.mark.skipif(os.name == "nt", reason="paths of sockets are a matter of POSIX")
def test_long_temporary_folder_is_told() -> None:
    """It is done without where /tmp is there."""
    one = doctor._short_temp(Path("/" + "x" * 100))
    assert one.found.startswith("101 characters")
    assert one.ok is Path("/tmp").is_dir()


@pytest.mark.parametrize("width", [80, 120])
def test_table_fits(dotnet: FakeDotnet, width: int) -> None:
    """No line of the table is wider than the terminal."""
    text = text_of([one for one in examine() if one.ok], width)
    assert all(len(line) <= width for line in text.splitlines())
